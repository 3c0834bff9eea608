/** Turns passwords into what may be stored, slowly. Both calls cost the same; see `verify`. */
export abstract class PasswordHasher {
  /** @throws Problem OVERLOADED when too many wait already. */
  abstract hash(password: string): Promise<string>;

  /**
   * Whether the password is the one that was hashed.
   * @param hash undefined when there is no such account: then a hash of nothing is worked out all the same, and the answer is false.
   * @throws Problem OVERLOADED when too many wait already.
   */
  abstract verify(hash: string | undefined, password: string): Promise<boolean>;

  /** Whether the hash was made with other parameters than those of today. */
  abstract isOutdated(hash: string): boolean;
}
