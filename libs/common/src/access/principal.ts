import { Problem, PROBLEMS } from '@plumbline/problems';
import type { Role } from './roles.js';
import type { Scope } from './scopes.js';

/** What the caller showed: a login's access token, or a program's key. */
export type Credential =
  | {
      readonly kind: 'session';
      /** The session (refresh family) the access token belongs to. */
      readonly sessionId: string;
      /** When the session's second factor was last shown, in Unix ms; undefined when it never was. */
      readonly steppedUpAt: number | undefined;
    }
  | {
      readonly kind: 'api-key';
      readonly apiKeyId: string;
      /** What of its owner's operations the key opens. */
      readonly scopes: ReadonlySet<Scope>;
    };

/** Who calls. Made by identity's Authenticator, read by guards, use cases and logs. */
export interface Principal {
  readonly userId: string;
  readonly credential: Credential;
  readonly roles: readonly Role[];
  /** `roleBits(roles)`. */
  readonly roleBits: number;
}

/** The session of somebody who logged in. @throws Problem FORBIDDEN for an API key, which has none. */
export function sessionOf({ userId, credential }: Principal): { readonly userId: string; readonly sessionId: string } {
  if (credential.kind === 'session') return { userId, sessionId: credential.sessionId };
  throw new Problem(PROBLEMS.FORBIDDEN, { detail: 'Only somebody who is logged in may do this.' });
}

/** Turns a bearer token into a principal; identity implements it. */
export abstract class Authenticator {
  /**
   * @param token the text after `Bearer `: an access token or an API key.
   * @returns the principal, at once where it is known already.
   * @throws Problem UNAUTHENTICATED when the token is malformed, forged, expired or revoked.
   */
  abstract authenticate(token: string): Principal | Promise<Principal>;

  /** Whether a person can step up at all; asked only when a step-up is missing. @throws Problem DEPENDENCY_DOWN */
  abstract hasSecondFactor(userId: string): Promise<boolean>;
}
