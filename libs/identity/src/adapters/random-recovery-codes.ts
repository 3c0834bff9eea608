import { hash, randomBytes } from 'node:crypto';
import { RECOVERY_CODES } from '../domain/second-factor.js';
import { type IssuedRecoveryCodes, RecoveryCodes } from '../use-cases/recovery-codes.js';

/** Crockford's base32: no I, L, O and U, so that nothing is mistaken for a digit or makes a word. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 16;
const GROUP = /.{4}(?=.)/g;

/**
 * Sixteen characters of five random bits: 80 bits, of which a plain hash gives nothing to guess at (a slow one is for what people think
 * of). The owner's id is hashed along, so that equal codes of two people would not be seen.
 */
export class RandomRecoveryCodes extends RecoveryCodes {
  constructor(private readonly random: (bytes: number) => Buffer = randomBytes) {
    super();
  }

  override issue(userId: string): IssuedRecoveryCodes {
    const codes = Array.from({ length: RECOVERY_CODES }, () => this.#code());
    return { codes, hashes: codes.map((code) => this.hashOf(userId, code)) };
  }

  override hashOf(userId: string, typed: string): string {
    const plain = typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
    return hash('sha256', `${userId}|${plain}`, 'base64url');
  }

  #code(): string {
    // 256 is a multiple of 32, so that the lowest five bits of a byte favour no character.
    return Array.from(this.random(CODE_LENGTH), (byte) => ALPHABET[byte & 31]).join('').replaceAll(GROUP, '$&-');
  }
}
