import { randomFillSync } from 'node:crypto';

/** Random bytes are asked of the system 2 KiB at a time: `randomBytes(16)` for each request costs more than the rest of its trace context. */
const POOL_BYTES = 2048;
const bytes = Buffer.alloc(POOL_BYTES);
let pool = '';
let next = 0;

/**
 * Cryptographically random hex digits.
 * @param digits 1..4096.
 */
export function randomHex(digits: number): string {
  if (next + digits > pool.length) {
    randomFillSync(bytes);
    pool = bytes.toString('hex');
    next = 0;
  }
  const start = next;
  next += digits;
  return pool.slice(start, next);
}
