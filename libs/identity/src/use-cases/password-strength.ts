import type { Strength } from '../domain/password-policy.js';

/** Estimates how soon a password would be guessed. */
export abstract class PasswordStrength {
  /** @param known words that a guesser tries first: what is known of the person. */
  abstract estimate(password: string, known: readonly string[]): Promise<Strength>;
}
