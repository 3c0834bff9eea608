/** Passwords that were found in breaches, which attackers try first. */
export abstract class BreachedPasswords {
  /**
   * Whether the password is among them, whatever its capitals.
   * @param password of at least `PASSWORD_LENGTH.min` code points; shorter ones are not listed.
   */
  abstract includes(password: string): boolean;
}
