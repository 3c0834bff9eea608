import { defineSchema, type Stored } from '@plumbline/database';
import { Schema } from 'mongoose';
import type { LedgerEntry } from '../domain/ledger.js';

/** An entry of the journal: a copy of what stands in the payment, under the id `paymentId:seq`. Shard key, once there are shards: `_id`. */
export interface LedgerEntryDocument extends Stored, LedgerEntry {
  readonly paymentId: string;
}

const REQUIRED = { type: String, required: true } as const;

export const LEDGER_ENTRY_SCHEMA = defineSchema<LedgerEntryDocument>({
  paymentId: REQUIRED,
  seq: { type: Number, required: true },
  kind: REQUIRED,
  source: REQUIRED,
  currency: REQUIRED,
  postings: { type: [Schema.Types.Mixed], required: true },
  at: { type: Date, required: true },
});
