/** Keeps when each API key was last used, for its owner. */
export abstract class ApiKeyUses {
  /** Costs the request nothing, and is exact to the minute. */
  abstract note(apiKeyId: string, at: Date): void;
}
