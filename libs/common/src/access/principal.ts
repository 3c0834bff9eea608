import type { Role } from './roles.js';

/** Who calls. Made by identity's Authenticator, read by guards, use cases and logs. */
export interface Principal {
  readonly userId: string;
  /** The session (refresh family) the access token belongs to. */
  readonly sessionId: string;
  readonly roles: readonly Role[];
  /** `roleBits(roles)`. */
  readonly roleBits: number;
}

/** Turns a bearer token into a principal; identity implements it. */
export abstract class Authenticator {
  /**
   * @param token the text after `Bearer `.
   * @returns the principal, at once where it is known already.
   * @throws Problem UNAUTHENTICATED when the token is malformed, forged, expired or revoked.
   */
  abstract authenticate(token: string): Principal | Promise<Principal>;
}
