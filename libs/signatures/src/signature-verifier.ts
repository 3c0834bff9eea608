import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { PublishedKey } from './published-key.js';

/** Why a signed text is not believed. */
export type SignatureFault = 'malformed' | 'algorithm' | 'type' | 'unknown-key' | 'signature';

/** The verdict on a signed text. */
export type Verdict = { readonly ok: true; readonly keyId: string; readonly payload: Readonly<Record<string, unknown>> } | { readonly ok: false; readonly fault: SignatureFault };

/** Far above anything that is signed here; a longer text is not looked at. */
const LONGEST = 65_536;
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;

function decode(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** A base64url text has spare bits at its end; only the spelling that we write is taken, or a changed character could verify. */
function isSpeltAsWritten(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

/**
 * Public keys of one purpose. Signed texts are compact JWS (RFC 7515 section 3.1) with EdDSA over Ed25519 (RFC 8037); `alg` and `typ` are
 * ours to say and never the text's (RFC 8725 sections 3.1 and 3.11).
 */
export class SignatureVerifier {
  readonly #publicKeys: ReadonlyMap<string, KeyObject>;

  constructor(keys: readonly { readonly id: string; readonly publicKey: KeyObject }[]) {
    this.#publicKeys = new Map(keys.map(({ id, publicKey }) => [id, publicKey]));
  }

  /** What others published. @throws Error when a key is none. */
  static of(keys: readonly Pick<PublishedKey, 'kid' | 'x'>[]): SignatureVerifier {
    return new SignatureVerifier(keys.map(({ kid, x }) => ({ id: kid, publicKey: publicKeyOf(x) })));
  }

  /** Checks a compact JWS. @param typ the only type that is taken. */
  verify(typ: string, jws: string): Verdict {
    if (jws.length > LONGEST || !COMPACT.test(jws)) return { ok: false, fault: 'malformed' };
    const [head = '', body = '', signature = ''] = jws.split('.');
    const header = decode(head);
    const payload = decode(body);
    if (header === undefined || payload === undefined) return { ok: false, fault: 'malformed' };
    if (header['alg'] !== 'EdDSA') return { ok: false, fault: 'algorithm' };
    if (header['typ'] !== typ || header['crit'] !== undefined) return { ok: false, fault: 'type' };
    const keyId = String(header['kid']);
    const key = this.#publicKeys.get(keyId);
    if (key === undefined) return { ok: false, fault: 'unknown-key' };
    const good = [head, body, signature].every(isSpeltAsWritten) && verify(null, Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
    if (!good) return { ok: false, fault: 'signature' };
    return { ok: true, keyId, payload };
  }
}

/** @param x the 32 bytes of an Ed25519 public key in base64url (RFC 8037 section 2). */
export function publicKeyOf(x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
