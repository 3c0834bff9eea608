import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
/** The counter stands in the 6 bytes before the flag; those before it are 0. */
const COUNTER_OFFSET = 5;
const COUNTER_BYTES = 6;
const LAST_FLAG_OFFSET = 11;
/** Bytes that sealing adds to a segment. */
export const TAG_BYTES = 16;
/** Bytes of a file's own key. */
export const DATA_KEY_BYTES = 32;

/** Stored bytes are not those that were sealed at this place with this key. */
export class UnreadableContent extends Error {
  override readonly name = 'UnreadableContent';
}

/**
 * The nonces of the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance", CRYPTO 2015; so laid out in age and Tink): a counter, and a flag on the last segment. A segment that is changed,
 * moved, left out or added, and a cut at any place, is found at that segment. A key seals one file, so no nonce comes twice.
 */
class SegmentNonces {
  readonly #nonce = Buffer.alloc(NONCE_BYTES);
  #count = 0;

  /** @returns the next one, in memory that is used again. */
  next(last: boolean): Buffer {
    this.#nonce.writeUIntBE(this.#count, COUNTER_OFFSET, COUNTER_BYTES);
    this.#nonce[LAST_FLAG_OFFSET] = last ? 1 : 0;
    this.#count += 1;
    return this.#nonce;
  }

  /** Segments so far. */
  get count(): number {
    return this.#count;
  }
}

/** A sealed segment: its ciphertext, behind which its tag is stored. Not one buffer, since joining them would be one more copy of every file. */
export type Sealed = readonly [ciphertext: Buffer, tag: Buffer];

/** Seals the segments of one file in their order, with AES-256-GCM. */
export class SegmentSealer {
  readonly #key: KeyObject;
  readonly #nonces = new SegmentNonces();

  /** @param key DATA_KEY_BYTES random bytes, of this file alone. */
  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  seal(bytes: Buffer, last: boolean): Sealed {
    const cipher = createCipheriv(ALGORITHM, this.#key, this.#nonces.next(last));
    const ciphertext = cipher.update(bytes);
    cipher.final();
    return [ciphertext, cipher.getAuthTag()];
  }
}

/** Opens them in the same order. Nothing of a segment is given out before it was checked. */
export class SegmentOpener {
  readonly #key: KeyObject;
  readonly #nonces = new SegmentNonces();

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  /** @throws UnreadableContent with the place of the segment, counted from 0. */
  open(sealed: Buffer, last: boolean): Buffer {
    const end = sealed.length - TAG_BYTES;
    if (end < 1) throw new UnreadableContent(`Segment ${this.#nonces.count} is cut off.`);
    const decipher = createDecipheriv(ALGORITHM, this.#key, this.#nonces.next(last), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(end));
    const bytes = decipher.update(sealed.subarray(0, end));
    try {
      decipher.final();
    } catch (cause) {
      throw new UnreadableContent(`Segment ${this.#nonces.count - 1} was changed, moved or cut off.`, { cause });
    }
    return bytes;
  }
}
