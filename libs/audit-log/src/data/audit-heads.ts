import { Injectable } from '@nestjs/common';
import { Database } from '@plumbline/database';
import type { mongo } from 'mongoose';
import { CHAINS, type Head } from '../domain/entry.js';
import { AUDIT_HEADS } from './collections.js';
import { orProblem } from './or-problem.js';

interface HeadDocument extends Head {
  /** 0..15 for the chains of entries, `CHECKPOINTS` for that of the checkpoints. */
  readonly _id: number;
}

/** The checkpoints are a chain, too: its head stands behind those of the entries. */
export const CHECKPOINTS = CHAINS;

const OPERATION_MS = 10_000;

/** Where each chain ends, by its own account: a second witness beside the entries, and where appending begins after a restart. */
@Injectable()
export class AuditHeads {
  constructor(private readonly database: Database) {}

  /** The heads of some chains, by chain; one that is missing is left out. */
  async read(chains: readonly number[]): Promise<Map<number, Head>> {
    const found = await orProblem(() => this.#collection.find({ _id: { $in: [...chains] } }, { maxTimeMS: OPERATION_MS }).toArray());
    return new Map(found.map(({ _id, seq, hash }) => [_id, { seq, hash }]));
  }

  /**
   * Moves heads forward, never back. What gets lost here is made up for by the next append, which finds the entries themselves: so it
   * does not wait for a majority.
   */
  async advance(heads: ReadonlyMap<number, Head>): Promise<void> {
    const updates = [...heads].map(([chain, { seq, hash }]) => ({ updateOne: { filter: { _id: chain, seq: { $lt: seq } }, update: { $set: { seq, hash } } } }));
    await orProblem(() => this.#collection.bulkWrite(updates, { ordered: false, writeConcern: { w: 1 } }));
  }

  get #collection(): mongo.Collection<HeadDocument> {
    return this.database.db.collection<HeadDocument>(AUDIT_HEADS);
  }
}
