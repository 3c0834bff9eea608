/** A key for its owner, and what is stored of it. */
export interface IssuedApiKey {
  /** Shown once. */
  readonly key: string;
  /** The part of it that may be shown for ever. */
  readonly prefix: string;
  readonly hash: string;
}

/** Makes and reads API keys. */
export abstract class ApiKeySecrets {
  abstract issue(): IssuedApiKey;

  /** @returns undefined for what is not of the form of a key. */
  abstract hashOf(text: string): string | undefined;
}
