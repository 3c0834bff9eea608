import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { Clock } from '@plumbline/config';
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';
import { duplicateKeyIndex } from '../driver-errors.js';
import { absent } from '../filter.js';
import { LiveCache } from '../live-cache/live-cache.js';
import { UnreadableValue } from '../protection/field-cipher.js';
import { EVERYTHING } from '../scope.js';
import { SUBJECT_KEYS, SubjectKeysRepository } from './subject-keys.repository.js';

const ALGORITHM = 'aes-256-gcm';
const PREFIX = 'sk1:';
const IV = 12;
const TAG = 16;

/** People whose keys are kept in memory at least; a few hundred bytes each. */
const CAPACITY = 5_000;

/** The key of this person was destroyed: nothing is sealed for them any more. */
export class SubjectForgotten extends Error {
  override readonly name = 'SubjectForgotten';
}

/**
 * A key for each person, for values that must stand where nothing can be taken out again: in the chains of the audit log, in snapshots
 * of decisions. To erase a person destroys the key: what was sealed is unreadable, and every hash over it still fits ("crypto-shredding").
 * The keys are themselves encrypted under DATA_KEYS, and in no place but their own collection. Backups keep them for as long as they are kept.
 */
@Injectable()
export class SubjectKeys {
  /** Undefined: the person has no key, or has none any more. */
  readonly #cache: LiveCache<string, KeyObject | undefined>;

  constructor(
    database: Database,
    private readonly keys: SubjectKeysRepository,
    private readonly clock: Clock,
  ) {
    this.#cache = new LiveCache(database, { collection: SUBJECT_KEYS, capacity: CAPACITY });
  }

  /**
   * Encrypts a value under the key of a person, which is made at the first use.
   * @param subjectId the person's id.
   * @param context what it is and where it will stand (`audit-log|user.email-changed|email`), bound to it: elsewhere it cannot be opened.
   * @returns `sk1:` and base64url of IV, tag and ciphertext (AES-256-GCM, NIST SP 800-38D).
   * @throws SubjectForgotten; Problem DEPENDENCY_DOWN.
   */
  async seal(subjectId: string, value: string, context: string): Promise<string> {
    const key = (await this.#key(subjectId)) ?? (await this.#make(subjectId));
    const iv = randomBytes(IV);
    const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(boundTo(subjectId, context));
    const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
    return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /**
   * The value that was sealed; undefined once the person's key was destroyed.
   * @throws UnreadableValue when it was changed, or sealed for another person or place; Problem DEPENDENCY_DOWN.
   */
  async open(subjectId: string, sealed: string, context: string): Promise<string | undefined> {
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
    if (!sealed.startsWith(PREFIX) || bytes.length < IV + TAG) throw new UnreadableValue(`The sealed value of ${context} is not of a known format.`);
    const key = await this.#key(subjectId);
    if (key === undefined) return undefined;
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV), { authTagLength: TAG }).setAAD(boundTo(subjectId, context)).setAuthTag(bytes.subarray(IV, IV + TAG));
    try {
      return decipher.update(bytes.subarray(IV + TAG), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new UnreadableValue(`The sealed value of ${context} was changed or belongs elsewhere.`, { cause });
    }
  }

  /** Destroys the key of a person, for good; done twice, it is done. @throws Problem DEPENDENCY_DOWN. */
  async destroy(subjectId: string): Promise<void> {
    const destroyedAt = this.clock.now();
    try {
      await this.keys.insert(EVERYTHING, { _id: subjectId, createdAt: destroyedAt, destroyedAt });
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
      const living = await this.keys.findOne(EVERYTHING, { _id: subjectId, destroyedAt: absent() }, []);
      if (living !== undefined) await this.keys.update(EVERYTHING, subjectId, { set: { destroyedAt }, unset: ['key'] }, []);
    }
    this.#cache.invalidate(subjectId);
  }

  #key(subjectId: string): Promise<KeyObject | undefined> {
    return this.#cache.get(subjectId, async () => {
      const found = await this.keys.findOne(EVERYTHING, { _id: subjectId }, ['key']);
      return found?.key === undefined ? undefined : toKey(found.key);
    });
  }

  /** Two who make the first one at once have one. */
  async #make(subjectId: string): Promise<KeyObject> {
    const key = randomBytes(32).toString('base64');
    try {
      await this.keys.insert(EVERYTHING, { _id: subjectId, key, createdAt: this.clock.now() });
      this.#cache.invalidate(subjectId);
      return toKey(key);
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
    }
    const { key: known } = await this.keys.get(EVERYTHING, subjectId, ['key']);
    if (known === undefined) throw new SubjectForgotten('The key of this person was destroyed; nothing is sealed for them any more.');
    return toKey(known);
  }
}

function toKey(base64: string): KeyObject {
  return createSecretKey(Buffer.from(base64, 'base64'));
}

function boundTo(subjectId: string, context: string): Buffer {
  return Buffer.from(`${subjectId}|${context}`, 'utf8');
}
