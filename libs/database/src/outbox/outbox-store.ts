import type { mongo } from 'mongoose';
import type { Database } from '../database.js';
import { acknowledgement } from './acknowledgement.js';
import type { OutboxEvent } from './outbox.js';

/** Fetched at once; a batch ends when it has its events. */
const FETCH = 50;
/** The most that one question may take, in ms. */
const OPERATION_MS = 10_000;

/** The events of one document that wait to be relayed. */
export interface WaitingDocument {
  readonly collection: string;
  readonly objectId: string;
  /** When the earliest of them happened. */
  readonly since: Date;
  /** In the order in which they happened. */
  readonly events: readonly OutboxEvent[];
}

interface Stored {
  readonly _id: string;
  readonly unrelayed: Date;
  readonly outbox?: readonly OutboxEvent[];
}

/** How many documents wait, and since when. */
export interface Backlog {
  readonly documents: number;
  readonly since: Date | undefined;
}

/** The outboxes of all collections, as the relay sees them. It reads only what a majority of the members has: what was handed on cannot be rolled back. */
export class OutboxStore {
  constructor(private readonly database: Database) {}

  /** Whose repositories write events. */
  get collections(): readonly string[] {
    return [...this.database.outboxes];
  }

  /**
   * The documents whose events wait longest.
   * @param most.documents, most.events a batch ends with the document by which it reaches either.
   * @param except ids of documents that are left alone.
   */
  async waiting(collection: string, most: { readonly documents: number; readonly events: number }, except: readonly string[]): Promise<WaitingDocument[]> {
    const unrelayed = { $filter: { input: '$outbox', as: 'event', cond: { $gt: ['$$event.seq', { $ifNull: ['$relayedTo', 0] }] } } };
    const cursor = this.#collection(collection)
      .find({ unrelayed: { $exists: true }, ...(except.length === 0 ? {} : { _id: { $nin: [...except] } }) }, { maxTimeMS: OPERATION_MS, batchSize: FETCH, projection: { unrelayed: 1, outbox: unrelayed } })
      .sort({ unrelayed: 1 })
      .limit(most.documents);
    const found: WaitingDocument[] = [];
    let events = 0;
    for await (const { _id, unrelayed: since, outbox } of cursor) {
      found.push({ collection, objectId: _id, since, events: outbox ?? [] });
      events += outbox?.length ?? 0;
      if (events >= most.events) break;
    }
    return found;
  }

  /** Takes note that all the given events were handed on. Events that were written since stay. */
  async acknowledge(collection: string, documents: readonly WaitingDocument[]): Promise<void> {
    // Most documents stand at the same few versions: one update for each of these is a fraction of the bytes of one for each document.
    const idsBySeq = new Map<number, string[]>();
    for (const { objectId, events } of documents) {
      const seq = events.at(-1)?.seq ?? 0;
      idsBySeq.set(seq, [...(idsBySeq.get(seq) ?? []), objectId]);
    }
    const updates = [...idsBySeq].map(([seq, ids]) => ({ updateMany: { filter: { _id: { $in: ids } }, update: acknowledgement(seq) } }));
    if (updates.length > 0) await this.#collection(collection).bulkWrite(updates, { ordered: false });
  }

  /**
   * What waits in one collection.
   * @param limit counted up to it.
   */
  async backlog(collection: string, limit: number): Promise<Backlog> {
    const waiting = this.#collection(collection).find({ unrelayed: { $exists: true } }, { maxTimeMS: OPERATION_MS, projection: { _id: 0, unrelayed: 1 } });
    const [oldest] = await waiting.clone().sort({ unrelayed: 1 }).limit(1).toArray();
    if (oldest === undefined) return { documents: 0, since: undefined };
    const documents = await this.#collection(collection).countDocuments({ unrelayed: { $exists: true } }, { maxTimeMS: OPERATION_MS, limit });
    return { documents, since: oldest.unrelayed };
  }

  #collection(name: string): mongo.Collection<Stored> {
    return this.database.db.collection<Stored>(name, { readConcern: { level: 'majority' } });
  }
}
