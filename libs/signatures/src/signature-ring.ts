import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { NamedKey } from '@plumbline/config';
import { type PublishedKey, publishedKey } from './published-key.js';
import { type SigningKey, signingKeys } from './signing-key.js';

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
 * Keys of one purpose: the first signs, all verify. Signed texts are compact JWS (RFC 7515 section 3.1) with EdDSA over Ed25519
 * (RFC 8037); `alg` and `typ` are ours to say and never the text's (RFC 8725 sections 3.1 and 3.11).
 */
export class SignatureRing {
  readonly #signer: SigningKey;
  readonly #publicKeys: ReadonlyMap<string, KeyObject>;
  /** What others verify with, the signing one first. */
  readonly published: readonly PublishedKey[];

  /**
   * @param keys seeds of 32 bytes; the first signs.
   * @param retired public keys (32 bytes each) whose private half is gone: they still verify.
   * @throws Error when there is no key.
   */
  constructor(keys: readonly NamedKey[], retired: readonly NamedKey[] = []) {
    const own = signingKeys(keys);
    const [signer] = own;
    if (signer === undefined) throw new Error('A signature ring needs a key.');
    this.#signer = signer;
    const old = retired.map(({ id, bytes }) => ({ id, publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') }, format: 'jwk' }) }));
    const all = [...own, ...old];
    this.#publicKeys = new Map(all.map(({ id, publicKey }) => [id, publicKey]));
    this.published = all.map(publishedKey);
  }

  /** The id of the key that signs. */
  get keyId(): string {
    return this.#signer.id;
  }

  /**
   * Signs an object.
   * @param typ what kind of text it is (`plumbline-certificate+jws`), so that one made for one purpose is worth nothing in another.
   * @returns a compact JWS.
   */
  sign(typ: string, payload: object): string {
    const input = `${encode({ alg: 'EdDSA', typ, kid: this.#signer.id })}.${encode(payload)}`;
    return `${input}.${sign(null, Buffer.from(input), this.#signer.privateKey).toString('base64url')}`;
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

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
