const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** What a link in a mail does. Each kind is a member of the account, which has one of a kind at most. */
export const LINK_LIFE_MS = {
  /** Proves that who registered reads the mailbox. */
  verification: 24 * HOUR_MS,
  /** Lets who reads the mailbox choose a new password; short, for a mailbox may be open on another screen. */
  passwordReset: 30 * MINUTE_MS,
  /** Proves that who wants the new address reads its mailbox. */
  emailChange: HOUR_MS,
} as const;

export type LinkPurpose = keyof typeof LINK_LIFE_MS;

/**
 * A link that has been made and not been used. Its token is worked out of the nonce with the server's key, so what is stored opens nothing,
 * and a mail that is composed again has the same token. A newer one replaces it.
 */
export interface OpenLink {
  /** 16 random bytes, base64url. */
  readonly nonce: string;
  readonly expiresAt: Date;
}

/** The account's id and a MAC, 48 bytes in base64url. */
export const LINK_TOKEN_LENGTH = 64;
export const LINK_TOKEN_PATTERN = /^[A-Za-z0-9_-]{64}$/;

/** What is mailed to one address because somebody asked, in whole seconds; told to nobody, for it would tell who has an account. */
export const MAIL_LIMITS = {
  /** Two clicks are one mail. */
  minute: { name: 'mail-minute', quota: 1, windowSeconds: 60, blockSeconds: 60 },
  /** Nobody's mailbox is filled by others. */
  hour: { name: 'mail-hour', quota: 5, windowSeconds: 3_600, blockSeconds: 0 },
  /** Registrations of an address that is taken. */
  taken: { name: 'mail-taken', quota: 1, windowSeconds: 3_600, blockSeconds: 3_600 },
} as const;
