/** Codes for the day on which the phone is gone, and what is stored of them. */
export interface IssuedRecoveryCodes {
  /** Shown once; grouped, so that they can be copied by hand. */
  readonly codes: readonly string[];
  readonly hashes: readonly string[];
}

/** Makes and reads recovery codes. */
export abstract class RecoveryCodes {
  abstract issue(userId: string): IssuedRecoveryCodes;

  /** The stored form of a code as somebody typed it: case, blanks and hyphens do not count, nor letters that look like digits. */
  abstract hashOf(userId: string, typed: string): string;
}
