import { exportJWK } from 'jose';
import type { SigningKey } from './signing-keys.js';

/** A public key as RFC 7517 and RFC 8037 write it. */
export interface PublishedKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/** The keys that others verify our tokens with; the first one signs. */
export class PublishedKeys {
  private constructor(readonly keys: readonly PublishedKey[]) {}

  static async of(signingKeys: readonly SigningKey[]): Promise<PublishedKeys> {
    const keys = await Promise.all(signingKeys.map(async ({ id, publicKey }) => ({ kty: 'OKP', crv: 'Ed25519', x: (await exportJWK(publicKey)).x ?? '', kid: id, alg: 'EdDSA', use: 'sig' }) as const));
    return new PublishedKeys(keys);
  }
}
