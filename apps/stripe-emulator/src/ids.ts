import { randomFillSync } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const pool = Buffer.alloc(4096);
let used = pool.length;

/**
 * Random letters and digits. Drawn from a pool, because asking the system for each id would cost more than the rest of a request.
 * @param length how many
 */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    // 62 of 64 values are taken, so that each letter is as likely as the next.
    const index = pool.readUInt8(used++) & 63;
    if (index < ALPHABET.length) text += ALPHABET.charAt(index);
  }
  return text;
}

/**
 * An id such as Stripe gives.
 * @param prefix without its underscore, such as `pi`
 */
export function newId(prefix: string): string {
  return `${prefix}_${prefix === 'cus' || prefix === 'acct' ? randomText(prefix === 'acct' ? 16 : 14) : `1${randomText(23)}`}`;
}
