import { Injectable } from '@nestjs/common';
import { Database, duplicateKeyIndex, toProblem } from '@plumbline/database';
import { remainingMs } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { mongo } from 'mongoose';
import { type AuditEntry, CHAINS, type Head } from '../domain/entry.js';
import type { LogPlace, LogQuery } from '../domain/log-query.js';
import { AUDIT_ENTRIES } from './collections.js';
import { type EntryDocument, toDocument, toEntry } from './entry-document.js';
import { orProblem } from './or-problem.js';

const OPERATION_MS = 10_000;
/** The index without which two appenders could write the same place. */
const PLACES = 'audit_entries_chain';

/** How far an insertion came: the first `stored` entries are there, and what the next one was refused for. */
export interface Inserted {
  readonly stored: number;
  /** `id`: the event is recorded already; `place`: another entry has that place. undefined when all are stored. */
  readonly taken: 'id' | 'place' | undefined;
}

/**
 * The collection of entries. Not a `Repository`: entries have no owner, no version and no outbox, they are never changed, and five hundred
 * are stored by one command, which a repository has no door for. The driver takes a third of the time that Mongoose takes for them.
 */
@Injectable()
export class AuditEntries {
  constructor(private readonly database: Database) {}

  /**
   * Stores entries in their order, and stops at the first that is refused.
   * @throws Problem DEPENDENCY_DOWN, DEADLINE_EXCEEDED: nobody knows which of them are stored.
   */
  async insert(entries: readonly AuditEntry[]): Promise<Inserted> {
    try {
      await this.#collection.insertMany(entries.map(toDocument), { ordered: true, maxTimeMS: OPERATION_MS });
      return { stored: entries.length, taken: undefined };
    } catch (error) {
      const index = duplicateKeyIndex(error);
      // Stored, but perhaps not for good: nobody may build on it.
      const unsure = error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError() !== undefined;
      if (!(error instanceof mongo.MongoBulkWriteError) || index === undefined || unsure) throw toProblem(error) ?? error;
      return { stored: error.insertedCount, taken: index === PLACES ? 'place' : 'id' };
    }
  }

  /** Those of the ids that have no entry yet. */
  async unrecorded(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await orProblem(() => this.#collection.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 }, maxTimeMS: OPERATION_MS }).toArray());
    const recorded = new Set(found.map(({ _id }) => _id));
    return new Set(ids.filter((id) => !recorded.has(id)));
  }

  /** The last entry of a chain that no failover takes back, or entries would be chained to one that is gone; undefined while it has none. */
  async last(chain: number): Promise<Head | undefined> {
    const found = await orProblem(() => this.#collection.findOne({ chain }, { projection: { seq: 1, hash: 1 }, sort: { seq: -1 }, readConcern: { level: 'majority' }, maxTimeMS: OPERATION_MS }));
    return found === null ? undefined : { seq: found.seq, hash: found.hash };
  }

  /**
   * Entries of a chain in order, as the server sent them: they are read one by one with `entryOf` when it is their turn, so that the many
   * that wait for theirs are no burden on the garbage collector (a fifth of the time of a check).
   * @param from the first number.
   * @param limit 1..1000
   */
  page(chain: number, from: number, limit: number): Promise<readonly Buffer[]> {
    const options = { sort: { seq: 1 }, limit, batchSize: limit, raw: true, maxTimeMS: remainingMs(OPERATION_MS) } as const;
    return orProblem(() => this.#collection.find<Buffer>({ chain, seq: { $gte: from } }, options).toArray());
  }

  /** Entries that fit a query, newest first. @param limit 1..101 */
  async search({ actor, action, objectType, objectId, from, to }: LogQuery, limit: number, after: LogPlace | undefined): Promise<AuditEntry[]> {
    const equal = { actor, action, 'object.type': objectType, 'object.id': objectId };
    const filter: mongo.Filter<EntryDocument> = Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined));
    const span = { ...(from === undefined ? {} : { $gte: from }), ...(to === undefined ? {} : { $lt: to }) };
    const behind = after === undefined ? [] : [{ at: { $lte: after.at } }, { $or: [{ at: { $lt: after.at } }, { _id: { $lt: after.id } }] }];
    const conditions = [...(Object.keys(span).length === 0 ? [] : [{ at: span }]), ...behind];
    const found = await orProblem(() => this.#collection.find(conditions.length === 0 ? filter : { ...filter, $and: conditions }, { sort: { at: -1, _id: -1 }, limit, batchSize: limit, maxTimeMS: remainingMs(OPERATION_MS) }).toArray());
    return found.map(toEntry);
  }

  /** The id of an entry that stands in none of the chains, so that reading them would never meet it; undefined when there is none. */
  async stray(): Promise<string | undefined> {
    const chains = Array.from({ length: CHAINS }, (_, chain) => chain);
    const nowhere = [{ chain: { $nin: chains } }, { chain: { $in: chains }, seq: { $not: { $gte: 1 } } }];
    const found = await orProblem(() => this.#collection.findOne({ $or: nowhere }, { projection: { _id: 1 }, maxTimeMS: remainingMs(OPERATION_MS) }));
    return found?._id;
  }

  /** @throws Problem DEPENDENCY_DOWN when two appenders could not be told apart, because the migrations have not been applied. */
  async assertPlacesAreUnique(): Promise<void> {
    const exists = await orProblem(() => this.#collection.indexExists(PLACES).catch((error: unknown) => (isMissing(error) ? false : Promise.reject(error as Error))));
    if (!exists) throw new Problem(PROBLEMS.DEPENDENCY_DOWN, { detail: `The audit log cannot be written: the index ${PLACES} is missing; run npm run migrate -- up.` });
  }

  get #collection(): mongo.Collection<EntryDocument> {
    return this.database.db.collection<EntryDocument>(AUDIT_ENTRIES);
  }
}

const NAMESPACE_NOT_FOUND = 26;

function isMissing(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === NAMESPACE_NOT_FOUND;
}
