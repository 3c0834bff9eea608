/** How an authenticator app takes a secret over. */
export interface KeyTransfer {
  /** `otpauth://totp/...` */
  readonly uri: string;
  /** The same as an SVG picture. */
  readonly qrCode: string;
}

/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 s. */
export abstract class OneTimePasswords {
  /** A fresh secret, in base32. */
  abstract newSecret(): string;

  /** @param account what the app shows beside the service's name. */
  abstract transfer(secret: string, account: string): KeyTransfer;

  /**
   * Which time step a code is of: the present one or, for clocks that differ and people who type, a neighbour of it.
   * @returns undefined when it is of none.
   */
  abstract stepOf(secret: string, code: string, at: Date): number | undefined;
}
