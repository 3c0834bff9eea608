import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomFillSync } from 'node:crypto';
import type { NamedKey } from '@plumbline/config';
import { mongo } from 'mongoose';
import type { BlindValue } from '../filter.js';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const IV = 12;
const TAG = 16;

/** Random bytes are drawn for many IVs at a time: one system call per value would cost more than the encryption. */
const POOL = Buffer.alloc(IV * 256);

/** A protected value cannot be read: another key, another place, or it was changed. */
export class UnreadableValue extends Error {
  override readonly name = 'UnreadableValue';
}

/**
 * Encrypts values at rest with AES-256-GCM (NIST SP 800-38D; random 96-bit IVs: rotate the key before 2^32 values).
 * Stored: format 1 byte, length of the key id 1 byte, key id, IV 12, tag 16, ciphertext.
 */
export class FieldCipher {
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #key: KeyObject;
  readonly #header: Buffer;
  #drawn = POOL.length;

  /** @param keys the first one encrypts, all decrypt. */
  constructor(keys: readonly NamedKey[]) {
    const [first] = keys;
    if (first === undefined) throw new Error('No data key.');
    this.#keys = new Map(keys.map(({ id, bytes }) => [id, createSecretKey(bytes)]));
    this.#key = createSecretKey(first.bytes);
    const id = Buffer.from(first.id, 'latin1');
    this.#header = Buffer.concat([Buffer.from([FORMAT, id.length]), id]);
  }

  /**
   * @param plain what is to be hidden.
   * @param place where it will stand (collection, path, document): bound to it as additional data, so that a copy elsewhere is not readable.
   */
  encrypt(plain: Buffer, place: string): mongo.Binary {
    const iv = this.#freshIv();
    const cipher = createCipheriv(ALGORITHM, this.#key, iv);
    cipher.setAAD(Buffer.from(place, 'utf8'));
    const sealed = cipher.update(plain);
    cipher.final();
    return new mongo.Binary(Buffer.concat([this.#header, iv, cipher.getAuthTag(), sealed]));
  }

  /** The id of the key that encrypts. */
  get keyId(): string {
    return this.#header.toString('latin1', 2);
  }

  /** The id of the key that a stored value was encrypted with; undefined when it is no such value. */
  static keyIdOf(stored: Uint8Array): string | undefined {
    const idLength = stored[1] ?? 0;
    if (stored[0] !== FORMAT || stored.length < 2 + idLength + IV + TAG) return undefined;
    return Buffer.from(stored.buffer, stored.byteOffset + 2, idLength).toString('latin1');
  }

  /** @throws UnreadableValue naming the place, never the value. */
  decrypt(stored: Uint8Array, place: string): Buffer {
    const id = FieldCipher.keyIdOf(stored);
    if (id === undefined) throw new UnreadableValue(`The value at ${place} is not of a known format.`);
    const start = 2 + (stored[1] as number);
    const key = this.#keys.get(id);
    if (key === undefined) throw new UnreadableValue(`The value at ${place} was encrypted with the key \`${id}\`, which DATA_KEYS does not hold.`);
    const decipher = createDecipheriv(ALGORITHM, key, stored.subarray(start, start + IV), { authTagLength: TAG });
    decipher.setAAD(Buffer.from(place, 'utf8'));
    decipher.setAuthTag(stored.subarray(start + IV, start + IV + TAG));
    const plain = decipher.update(stored.subarray(start + IV + TAG));
    try {
      decipher.final();
    } catch (cause) {
      throw new UnreadableValue(`The value at ${place} was changed or belongs elsewhere.`, { cause });
    }
    return plain;
  }

  #freshIv(): Buffer {
    if (this.#drawn === POOL.length) {
      randomFillSync(POOL);
      this.#drawn = 0;
    }
    const iv = Buffer.from(POOL.subarray(this.#drawn, this.#drawn + IV));
    this.#drawn += IV;
    return iv;
  }
}

/** Keyed hashes by which encrypted values are found: HMAC-SHA-256 over the place and the value, so that equal values in different fields do not show. */
export class BlindIndex {
  readonly #key: KeyObject;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  /**
   * @param field `collection.path`.
   * @param normalised the value in its one spelling.
   */
  of(field: string, normalised: string): BlindValue {
    const hash = createHmac('sha256', this.#key).update(`plumbline/blind/${field}\0`).update(normalised, 'utf8').digest();
    return new mongo.Binary(hash) as BlindValue;
  }
}
