import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * A key for one purpose out of a master key (HKDF-SHA-256, RFC 5869), so that a value made for one purpose is worth nothing in another.
 * @param master 32 random bytes.
 */
export function derivedKey(master: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', master, '', `plumbline/identity/${purpose}`, 32)));
}
