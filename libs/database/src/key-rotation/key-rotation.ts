import { Clock, Ids } from '@plumbline/config';
import { Injectable } from '@nestjs/common';
import type { mongo } from 'mongoose';
import { Database } from '../database.js';
import { Lease } from '../lease/lease.js';
import type { DocumentProtection, SealedValue } from '../protection/document-protection.js';
import { FieldCipher } from '../protection/field-cipher.js';

/** Documents that are read and written at a time: some hundred KiB, and a moment of the database's time. */
const BATCH = 200;
const LEASE_MS = 15_000;
/** A document that somebody else writes again and again is tried so often in one run; a value that they wrote is under the new key anyway. */
const TRIES = 5;

type Stored = { readonly _id: string } & Readonly<Record<string, unknown>>;

/** How far a rotation has come, one document for each key that encrypts. */
interface Progress {
  /** Id of the key to which it rotates. */
  readonly _id: string;
  readonly finished: readonly string[];
  /** The collection in work, and the last document of it that is done. */
  readonly collection?: string;
  readonly after?: string;
  readonly finishedAt?: Date;
}

/** What is told while a rotation runs. */
export interface RotationNews {
  readonly collection: string;
  /** Documents of it that were looked at in this run. */
  readonly documents: number;
  /** Those in which values were encrypted anew. */
  readonly written: number;
}

/** How many values are under which key, by collection and id of the key. */
export type KeyUse = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Another process rotates already. */
export class RotationUnderWay extends Error {
  override readonly name = 'RotationUnderWay';
}

/**
 * Encrypts every protected value anew that is not under the first of DATA_KEYS, while the service is at work. What somebody writes in
 * the meantime is never overwritten: a value is replaced only if it is still, byte for byte, the one that was read. Neither versions
 * nor events change. A run that was cut off goes on where it was.
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Whether a rotation to the present key was finished. Processes that still have the old key first may have written since: see `use`. */
  async isFinished(): Promise<boolean> {
    return (await this.#progress.findOne({ _id: this.database.cipher.keyId }))?.finishedAt !== undefined;
  }

  /**
   * Rotates to the end. After a finished rotation it begins anew.
   * @param tell told after each batch.
   * @param signal ends it after the batch at hand.
   * @throws RotationUnderWay; UnreadableValue when a value is under a key that DATA_KEYS does not hold; LeaseLost; Problem DEPENDENCY_DOWN.
   */
  async run(tell: (news: RotationNews) => void, signal?: AbortSignal): Promise<void> {
    const lease = new Lease(this.database.db, { name: 'key-rotation', owner: this.ids.next(), leaseMs: LEASE_MS });
    if (!(await lease.tryTake())) throw new RotationUnderWay('Another process is rotating the keys; wait for it.');
    try {
      const begun = await this.#progress.findOne({ _id: this.database.cipher.keyId });
      const resumed = begun?.finishedAt === undefined ? begun : null;
      const finished = [...(resumed?.finished ?? [])];
      for (const [collection, protection] of this.database.protections) {
        if (finished.includes(collection)) continue;
        await this.#rotate(protection, resumed?.collection === collection ? resumed.after : undefined, finished, { lease, tell, signal });
        if (signal?.aborted === true) return;
        finished.push(collection);
      }
      await this.#note({ finished, finishedAt: this.clock.now() });
    } finally {
      await lease.release();
    }
  }

  /** Counts the values under each key, reading everything that is protected. @param tell told after each batch of documents. */
  async use(tell: (news: RotationNews) => void): Promise<KeyUse> {
    const use = new Map<string, ReadonlyMap<string, number>>();
    for (const [collection, protection] of this.database.protections) {
      const counts = new Map<string, number>();
      let documents = 0;
      for await (const batch of this.#batches(protection, undefined)) {
        for (const { bytes } of batch.flatMap((document) => protection.sealedIn(document))) {
          const id = FieldCipher.keyIdOf(bytes) ?? 'unreadable';
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
        documents += batch.length;
        tell({ collection, documents, written: 0 });
      }
      use.set(collection, counts);
    }
    return use;
  }

  async #rotate(protection: DocumentProtection, after: string | undefined, finished: readonly string[], { lease, tell, signal }: { lease: Lease; tell: (news: RotationNews) => void; signal: AbortSignal | undefined }): Promise<void> {
    const { collection } = protection;
    let [documents, written] = [0, 0];
    for await (const batch of this.#batches(protection, after)) {
      await lease.assertHeld();
      written += await this.#encryptAnew(protection, batch, TRIES);
      documents += batch.length;
      await this.#note({ finished, collection, after: (batch.at(-1) as Stored)._id });
      tell({ collection, documents, written });
      if (signal?.aborted === true) return;
    }
  }

  /** @returns how many documents were written. */
  async #encryptAnew(protection: DocumentProtection, batch: readonly Stored[], tries: number): Promise<number> {
    const stale = batch.map((document) => ({ document, sealed: protection.sealedIn(document).filter((value) => this.#isStale(value)) })).filter(({ sealed }) => sealed.length > 0);
    if (stale.length === 0) return 0;
    const writes = stale.map(({ document: { _id }, sealed }): mongo.AnyBulkWriteOperation<Stored> => ({
      updateOne: { filter: { _id, ...unchanged(sealed) }, update: { $set: Object.fromEntries(sealed.map((value) => [value.target, protection.sealAgain(value, _id)])) } },
    }));
    const { modifiedCount } = await this.#collection(protection).bulkWrite(writes, { ordered: false });
    if (modifiedCount === stale.length || tries === 1) return modifiedCount;
    // Some were written by others in between: their other values may still be under an old key.
    const again = await this.#read(protection, { _id: { $in: stale.map(({ document }) => document._id) } });
    return modifiedCount + (await this.#encryptAnew(protection, again, tries - 1));
  }

  #isStale({ bytes }: SealedValue): boolean {
    return FieldCipher.keyIdOf(bytes) !== this.database.cipher.keyId;
  }

  async *#batches(protection: DocumentProtection, after: string | undefined): AsyncGenerator<readonly Stored[]> {
    let last = after;
    for (;;) {
      const batch = await this.#read(protection, last === undefined ? {} : { _id: { $gt: last } });
      if (batch.length === 0) return;
      yield batch;
      last = (batch.at(-1) as Stored)._id;
    }
  }

  /** Protected members alone, in the order of ids. */
  #read(protection: DocumentProtection, filter: mongo.Filter<Stored>): Promise<Stored[]> {
    const projection = Object.fromEntries(protection.paths.map(({ segments }) => [segments[0] as string, 1]));
    return this.#collection(protection).find(filter, { projection, sort: { _id: 1 }, limit: BATCH, promoteBuffers: false }).toArray();
  }

  #collection({ collection }: DocumentProtection): mongo.Collection<Stored> {
    return this.database.db.collection<Stored>(collection);
  }

  get #progress(): mongo.Collection<Progress> {
    return this.database.db.collection<Progress>('key_rotations');
  }

  async #note(progress: Omit<Progress, '_id'>): Promise<void> {
    await this.#progress.replaceOne({ _id: this.database.cipher.keyId }, progress, { upsert: true });
  }
}

/** The condition that every value is still the one that was read. */
function unchanged(sealed: readonly SealedValue[]): Record<string, unknown> {
  return Object.fromEntries(sealed.map(({ target, stored }) => [target, stored]));
}
