import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { NamedKey } from '@plumbline/config';

/** The PKCS #8 frame of an Ed25519 seed (RFC 8410 section 7). */
const PKCS8_FRAME = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that signs access tokens. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** @param seeds 32 bytes each (`TOKEN_SIGNING_KEYS`). */
export function signingKeys(seeds: readonly NamedKey[]): readonly SigningKey[] {
  return seeds.map(({ id, bytes }) => {
    const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_FRAME, bytes]), format: 'der', type: 'pkcs8' });
    return { id, privateKey, publicKey: createPublicKey(privateKey) };
  });
}

/** The protected header of the tokens that a key signs (RFC 9068 section 2.1): a constant, so that a verifier takes nothing else. */
export function tokenHeader(keyId: string): { readonly alg: 'EdDSA'; readonly typ: 'at+jwt'; readonly kid: string } {
  return { alg: 'EdDSA', typ: 'at+jwt', kid: keyId };
}

/** Who the tokens are for. */
export const AUDIENCE = 'plumbline';

/** How long an access token is good for, in seconds. */
export const ACCESS_TOKEN_SECONDS = 600;
