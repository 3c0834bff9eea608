import { type Database, duplicateKeyIndex, toProblem } from '@plumbline/database';
import { mongo } from 'mongoose';
import { JOBS } from '../data/indexes.js';
import type { StoredJob } from '../data/stored-job.js';
import type { Job } from '../job.js';

/** The most that one question may take, in ms. */
const OPERATION_MS = 10_000;

/** A job to be stored. */
export interface NewJob {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly key?: string | undefined;
  readonly at?: Date | undefined;
}

/** A job that is ours while `v` is what it was when we took it. */
export type Claim = Pick<StoredJob, '_id' | 'v' | 'name' | 'data' | 'attempts' | 'everyMs'>;

/** How a run ended. */
export type Outcome =
  | { readonly kind: 'done' }
  /** To be run again at `at`; `attempts` is how many count so far. */
  | { readonly kind: 'again'; readonly at: Date; readonly attempts: number; readonly reason?: string }
  | { readonly kind: 'dead'; readonly reason: string };

/** The queue as it is stored. A job that runs is one that is due again when the lease of whoever runs it is over: nothing has to find the dead. */
export class JobStore {
  /** @param leaseMs how long a job stays with a process that does not say that it still runs it, in ms; by the database's clock. */
  constructor(
    private readonly database: Database,
    readonly leaseMs = 60_000,
  ) {}

  /**
   * Stores jobs; one whose name and key are there already is left out.
   * @throws Problem DEPENDENCY_DOWN.
   */
  async add(jobs: readonly NewJob[]): Promise<void> {
    const enqueuedAt = this.database.clock.now();
    const documents = jobs.map(({ name, data, key, at }): StoredJob => ({ _id: this.database.ids.next(), v: 1, name, ...(key === undefined ? {} : { key }), data, enqueuedAt, dueAt: at ?? enqueuedAt, attempts: 0 }));
    if (documents.length === 0) return;
    try {
      await this.#collection.insertMany(documents, { ordered: false });
    } catch (error) {
      if (!onlyKeysTaken(error)) throw toProblem(error) ?? error;
    }
  }

  /** Sees to it that a recurring job is there, once also where no index is yet, due at once when it is new; one that is there keeps its turn, unless its interval has changed. */
  async schedule({ name, everyMs }: Pick<Job, 'name'> & { readonly everyMs: number }): Promise<void> {
    const now = this.database.clock.now();
    const dueAt = { $cond: [{ $eq: ['$everyMs', everyMs] }, '$dueAt', { $min: [{ $ifNull: ['$dueAt', now] }, { $add: [now, everyMs] }] }] };
    const made = { v: { $ifNull: ['$v', 1] }, data: { $ifNull: ['$data', { $literal: {} }] }, enqueuedAt: { $ifNull: ['$enqueuedAt', now] }, attempts: { $ifNull: ['$attempts', 0] } };
    try {
      await this.#collection.updateOne({ _id: `recurring:${name}` }, [{ $set: { ...made, everyMs, dueAt, name: { $literal: name } } }], { upsert: true });
    } catch (error) {
      if (duplicateKeyIndex(error) === undefined) throw error;
    }
  }

  /** Which of these names have a job that is due. */
  async due(names: readonly string[]): Promise<readonly string[]> {
    return (await this.#collection.distinct('name', { name: { $in: [...names] }, dueAt: { $lte: this.database.clock.now() } }, { maxTimeMS: OPERATION_MS }));
  }

  /** Takes the job of this name that is due longest; undefined when there is none. The claim is on a majority's disks: one that a crash of the database undid would have the job run twice at once. */
  async claim(name: string): Promise<Claim | undefined> {
    const due = { name, dueAt: { $lte: this.database.clock.now() }, $expr: { $lte: ['$dueAt', '$$NOW'] } };
    const taken = { dueAt: this.#leaseEnd, v: { $add: ['$v', 1] }, attempts: { $add: ['$attempts', 1] } };
    const found = await this.#collection.findOneAndUpdate(due, [{ $set: taken }], { sort: { dueAt: 1 }, returnDocument: 'after', maxTimeMS: OPERATION_MS, projection: { v: 1, name: 1, data: 1, attempts: 1, everyMs: 1 } });
    return found ?? undefined;
  }

  /** Says that these still run. @returns the ids of those that are no longer ours. */
  async renew(claims: readonly Claim[]): Promise<readonly string[]> {
    const ours = { $or: claims.map(({ _id, v }) => ({ _id, v })) };
    const { matchedCount } = await this.#collection.updateMany(ours, [{ $set: { dueAt: this.#leaseEnd } }], { maxTimeMS: OPERATION_MS });
    if (matchedCount === claims.length) return [];
    const left = new Set((await this.#collection.find(ours, { projection: { _id: 1 }, maxTimeMS: OPERATION_MS }).toArray()).map(({ _id }) => _id));
    return claims.filter(({ _id }) => !left.has(_id)).map(({ _id }) => _id);
  }

  /** Writes down how a run ended. @returns false when the job was no longer ours, and nothing was written. */
  async finish({ _id, v }: Claim, outcome: Outcome): Promise<boolean> {
    const ours = { _id, v };
    if (outcome.kind === 'done') return (await this.#collection.deleteOne(ours)).deletedCount === 1;
    const failed = outcome.reason === undefined ? {} : { lastFailure: { at: '$$NOW', reason: { $literal: outcome.reason } } };
    const change = outcome.kind === 'dead' ? { diedAt: '$$NOW', dueAt: '$$REMOVE' } : { dueAt: outcome.at, attempts: outcome.attempts };
    return (await this.#collection.updateOne(ours, [{ $set: { ...change, ...failed, v: { $add: ['$v', 1] } } }])).matchedCount === 1;
  }

  /** How many dead letters there are, counted up to `limit`. */
  async dead(limit: number): Promise<number> {
    return this.#collection.countDocuments({ diedAt: { $exists: true } }, { limit, maxTimeMS: OPERATION_MS });
  }

  get #leaseEnd(): mongo.Document {
    return { $add: ['$$NOW', this.leaseMs] };
  }

  get #collection(): mongo.Collection<StoredJob> {
    return this.database.db.collection<StoredJob>(JOBS);
  }
}

/** Whether nothing went wrong but that some of the jobs were there already. */
function onlyKeysTaken(error: unknown): boolean {
  if (!(error instanceof mongo.MongoBulkWriteError)) return duplicateKeyIndex(error) !== undefined;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return failures.length > 0 && failures.every(({ code }) => code === 11_000) && error.result.getWriteConcernError() === undefined;
}
