import { defineSchema, type Stored } from '@plumbline/database';

/**
 * Between the books and the balance. `no_entry`: the processor moved money that is in no book of ours. `no_movement`: an entry tells of money that did not move.
 * `amount`: both are there, and differ.
 */
export const BALANCE_DIFFERENCE_KINDS = ['no_entry', 'no_movement', 'amount', 'currency'] as const;
export type BalanceDifferenceKind = (typeof BALANCE_DIFFERENCE_KINDS)[number];

/**
 * Between a payment's books and their copy in the journal. `unbalanced`: debits and credits of an entry differ. `differs`: the copy says
 * something else. `surplus`: there is a copy of nothing. `out_of_order`: the entries' numbers have a gap.
 */
export const JOURNAL_DIFFERENCE_KINDS = ['unbalanced', 'differs', 'surplus', 'out_of_order'] as const;
export type JournalDifferenceKind = (typeof JOURNAL_DIFFERENCE_KINDS)[number];

export const DIFFERENCE_KINDS = [...BALANCE_DIFFERENCE_KINDS, ...JOURNAL_DIFFERENCE_KINDS] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** Where our books, their journal and the processor's balance disagree. Its id is what it is about: `refund:re_123`. */
export interface LedgerDifferenceDocument extends Stored {
  readonly kind: DifferenceKind;
  readonly state: 'open' | 'resolved';
  /** The processor's object. */
  readonly source: string;
  readonly paymentId?: string;
  readonly currency: string;
  /** Minor units, as the processor signs them; absent where it moved nothing. */
  readonly moved?: number;
  /** Minor units, of our account at the processor; absent where nothing is booked. */
  readonly booked?: number;
  /** When the money moved, or was booked. */
  readonly at: Date;
  readonly foundAt: Date;
  readonly resolvedAt?: Date;
  /** The admin who explained it; absent where it was gone. */
  readonly resolvedBy?: string;
  /** Of an admin, for admins. */
  readonly reason?: string;
}

export const LEDGER_DIFFERENCE_SCHEMA = defineSchema<LedgerDifferenceDocument>({
  kind: { type: String, required: true, enum: DIFFERENCE_KINDS },
  state: { type: String, required: true, enum: ['open', 'resolved'] },
  source: { type: String, required: true },
  paymentId: String,
  currency: { type: String, required: true },
  moved: Number,
  booked: Number,
  at: { type: Date, required: true },
  foundAt: { type: Date, required: true },
  resolvedAt: Date,
  resolvedBy: String,
  reason: String,
});
