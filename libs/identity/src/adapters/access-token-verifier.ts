import { type KeyObject, verify } from 'node:crypto';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { SigningKey } from '@plumbline/signatures';
import { AUDIENCE, tokenHeader } from './token-form.js';

/** What a genuine token says. */
export interface VerifiedToken {
  readonly userId: string;
  readonly sessionId: string;
  /** Unix ms. */
  readonly notBefore: number;
  /** Unix ms. */
  readonly expiresAt: number;
}

/** Longer than any token we sign. */
const MAX_LENGTH = 2048;
/** 64 bytes in base64url without padding; the last character carries two bits, so one spelling for one signature. */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Seconds that another instance's clock may be ahead. */
const SKEW_SECONDS = 5;

function refused(): Problem {
  return new Problem(PROBLEMS.UNAUTHENTICATED, { detail: 'The access token is not valid. Refresh it or log in.' });
}

/**
 * Verifies signature and claims of our own access tokens (RFC 9068 section 4, RFC 8725). The header must be, byte for
 * byte, the one that we sign under a known key: there is no algorithm to choose, no key to be pointed to, no extension
 * to be understood. Expiry is asked by the caller on each use.
 */
export class AccessTokenVerifier {
  readonly #keys: ReadonlyMap<string, KeyObject>;

  /** @param issuer PUBLIC_URL. */
  constructor(
    private readonly issuer: string,
    keys: readonly SigningKey[],
  ) {
    this.#keys = new Map(keys.map(({ id, publicKey }) => [Buffer.from(JSON.stringify(tokenHeader(id))).toString('base64url'), publicKey]));
  }

  /** @throws Problem UNAUTHENTICATED when the token is not one of ours. */
  verify(token: string): VerifiedToken {
    if (token.length > MAX_LENGTH) throw refused();
    const [header = '', payload = '', signature = '', ...rest] = token.split('.');
    const key = this.#keys.get(header);
    if (key === undefined || rest.length > 0 || !SIGNATURE.test(signature)) throw refused();
    const signed = Buffer.from(token.slice(0, header.length + 1 + payload.length), 'latin1');
    if (!verify(null, signed, key, Buffer.from(signature, 'base64url'))) throw refused();
    return this.#readClaims(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>);
  }

  /** The signature is ours, so the claims are what we or another service with our keys put there. */
  #readClaims({ iss, aud, sub, sid, iat, nbf = iat, exp }: Readonly<Record<string, unknown>>): VerifiedToken {
    const ours = iss === this.issuer && aud === AUDIENCE;
    if (!ours || typeof sub !== 'string' || typeof sid !== 'string' || !UUID.test(sub) || !UUID.test(sid)) throw refused();
    if (!Number.isSafeInteger(iat) || !Number.isSafeInteger(nbf) || !Number.isSafeInteger(exp)) throw refused();
    const notBefore = (Math.max(iat as number, nbf as number) - SKEW_SECONDS) * 1000;
    return { userId: sub, sessionId: sid, notBefore, expiresAt: (exp as number) * 1000 };
  }
}
