import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { NamedKey } from '@plumbline/config';

/** The PKCS #8 frame of an Ed25519 seed (RFC 8410 section 7). */
const PKCS8_FRAME = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 key that signs. */
export interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** @param seeds 32 bytes each, as in `TOKEN_SIGNING_KEYS`. */
export function signingKeys(seeds: readonly NamedKey[]): readonly SigningKey[] {
  return seeds.map(({ id, bytes }) => {
    const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_FRAME, bytes]), format: 'der', type: 'pkcs8' });
    return { id, privateKey, publicKey: createPublicKey(privateKey) };
  });
}
