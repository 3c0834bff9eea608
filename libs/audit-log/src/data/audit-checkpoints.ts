import { Injectable } from '@nestjs/common';
import { Database, duplicateKeyIndex, toProblem } from '@plumbline/database';
import { remainingMs } from '@plumbline/observability';
import type { mongo } from 'mongoose';
import type { StoredAs } from '../domain/checkpoint-check.js';
import { AUDIT_CHECKPOINTS } from './collections.js';
import { orProblem } from './or-problem.js';

/** A checkpoint as it is stored: what was signed, and beside it only what it is found by. */
interface CheckpointDocument {
  readonly _id: number;
  readonly at: Date;
  readonly entries: number;
  readonly jws: string;
}

/** A checkpoint's text and what the database says of it. */
export interface StoredCheckpoint {
  readonly jws: string;
  readonly stored: StoredAs;
}

const OPERATION_MS = 10_000;

/** The checkpoints of the log. */
@Injectable()
export class AuditCheckpoints {
  constructor(private readonly database: Database) {}

  async newest(): Promise<StoredCheckpoint | undefined> {
    return this.#first({}, { _id: -1 });
  }

  async byNumber(n: number): Promise<StoredCheckpoint | undefined> {
    return this.#first({ _id: n }, { _id: -1 });
  }

  /** The newest that was signed at `at` or before. */
  async at(at: Date): Promise<StoredCheckpoint | undefined> {
    return this.#first({ at: { $lte: at } }, { at: -1 });
  }

  /** The first that was signed at `at` or later. */
  async since(at: Date): Promise<StoredCheckpoint | undefined> {
    return this.#first({ at: { $gte: at } }, { at: 1 });
  }

  /** The newest that knows at most so many entries. */
  async knowing(entries: number): Promise<StoredCheckpoint | undefined> {
    return this.#first({ entries: { $lte: entries } }, { entries: -1 });
  }

  /** Checkpoints in order. @param after the number before the first. @param last the last number. @param limit 1..1000 */
  async page(after: number, last: number, limit: number): Promise<StoredCheckpoint[]> {
    const found = await orProblem(() => this.#collection.find({ _id: { $gt: after, $lte: last } }, { sort: { _id: 1 }, limit, batchSize: limit, maxTimeMS: remainingMs(OPERATION_MS) }).toArray());
    return found.map(toStored);
  }

  /** @returns false when there is one of that number. */
  async insert({ jws, stored: { n, at, entries } }: StoredCheckpoint): Promise<boolean> {
    try {
      await this.#collection.insertOne({ _id: n, at: new Date(at), entries, jws });
      return true;
    } catch (error) {
      if (duplicateKeyIndex(error) !== undefined) return false;
      throw toProblem(error) ?? error;
    }
  }

  async #first(filter: mongo.Filter<CheckpointDocument>, sort: mongo.Sort): Promise<StoredCheckpoint | undefined> {
    const found = await orProblem(() => this.#collection.findOne(filter, { sort, readConcern: { level: 'majority' }, maxTimeMS: remainingMs(OPERATION_MS) }));
    return found === null ? undefined : toStored(found);
  }

  get #collection(): mongo.Collection<CheckpointDocument> {
    return this.database.db.collection<CheckpointDocument>(AUDIT_CHECKPOINTS);
  }
}

/** Whoever writes past us may have put anything there. */
function toStored({ _id, at, entries, jws }: CheckpointDocument): StoredCheckpoint {
  const time: unknown = at;
  const isTime = time instanceof Date && !Number.isNaN(time.getTime());
  return { jws: typeof jws === 'string' ? jws : '', stored: { n: _id, at: isTime ? time.toISOString() : 'no date', entries } };
}
