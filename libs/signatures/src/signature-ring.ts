import { sign } from 'node:crypto';
import type { NamedKey } from '@plumbline/config';
import { type PublishedKey, publishedKey } from './published-key.js';
import { publicKeyOf, SignatureVerifier } from './signature-verifier.js';
import { type SigningKey, signingKeys } from './signing-key.js';

/** Keys of one purpose: the first signs, all verify. */
export class SignatureRing extends SignatureVerifier {
  readonly #signer: SigningKey;
  /** What others verify with, the signing one first. */
  readonly published: readonly PublishedKey[];

  /**
   * @param keys seeds of 32 bytes; the first signs.
   * @param retired public keys (32 bytes each) whose private half is gone: they still verify.
   * @throws Error when there is no key, or two have one id: which of them is meant could not be told.
   */
  constructor(keys: readonly NamedKey[], retired: readonly NamedKey[] = []) {
    const own = signingKeys(keys);
    const [signer] = own;
    if (signer === undefined) throw new Error('A signature ring needs a key.');
    const all = [...own, ...retired.map(({ id, bytes }) => ({ id, publicKey: publicKeyOf(bytes.toString('base64url')) }))];
    if (new Set(all.map(({ id }) => id)).size !== all.length) throw new Error('Two keys of a signature ring have the same id.');
    super(all);
    this.#signer = signer;
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
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
