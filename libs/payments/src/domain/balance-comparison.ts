import { type EntryKind, type LedgerEntry } from './ledger.js';

/** What a movement of our balance at the processor says. Amounts in minor units, as the processor signs them. */
export interface Movement {
  readonly type: string;
  readonly source?: string;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly at: Date;
}

/** An entry that a movement must have: what it does to our account at the processor. */
export interface ExpectedEntry {
  readonly kind: EntryKind;
  readonly source: string;
  readonly amount: number;
  readonly currency: string;
  readonly at: Date;
}

export type BookedEntry = Pick<LedgerEntry, 'kind' | 'source' | 'currency' | 'postings' | 'at'> & { readonly paymentId: string };

/** Where the two disagree. `id` is what it is about, so that finding it again is no second one. */
export interface Difference {
  readonly id: string;
  readonly kind: 'no_entry' | 'no_movement' | 'amount' | 'currency';
  readonly source: string;
  readonly paymentId?: string;
  readonly currency: string;
  readonly moved?: number;
  readonly booked?: number;
  readonly at: Date;
}

/**
 * The entries that money of each type has in our books; other types (payouts, Stripe's own fees, top-ups) are no payment's.
 * docs.stripe.com/reports/balance-transaction-types
 */
const KINDS: Readonly<Record<string, (amount: number) => { readonly kind: EntryKind; readonly fee?: EntryKind }>> = {
  charge: () => ({ kind: 'capture', fee: 'processor_fee' }),
  payment: () => ({ kind: 'capture', fee: 'processor_fee' }),
  refund: () => ({ kind: 'refund' }),
  payment_refund: () => ({ kind: 'refund' }),
  refund_failure: () => ({ kind: 'refund_failed' }),
  payment_failure_refund: () => ({ kind: 'refund_failed' }),
  adjustment: (amount) => (amount < 0 ? { kind: 'dispute_opened', fee: 'dispute_fee' } : { kind: 'dispute_won' }),
  transfer: () => ({ kind: 'transfer' }),
  transfer_refund: () => ({ kind: 'reversal' }),
  transfer_cancel: () => ({ kind: 'reversal' }),
};

/** Of an adjustment only those of disputes are a payment's. */
const isPayments = ({ type, source }: Movement): boolean => type !== 'adjustment' || source?.startsWith('du_') === true || source?.startsWith('dp_') === true;

/** @returns the entries that a movement must have; none for what is no payment's. */
export function expectedEntries(movement: Movement): readonly ExpectedEntry[] {
  const { type, source, amount, fee, currency, at } = movement;
  const kinds = KINDS[type]?.(amount);
  if (kinds === undefined || source === undefined || !isPayments(movement)) return [];
  const main = { kind: kinds.kind, source, amount, currency, at };
  return kinds.fee === undefined || fee === 0 ? [main] : [main, { ...main, kind: kinds.fee, amount: -fee }];
}

/** What an entry does to our account at the processor, minor units. */
export function atProcessor({ postings }: Pick<LedgerEntry, 'postings'>): number {
  return postings.reduce((sum, { account, amount }) => (account === 'processor' ? sum + amount : sum), 0);
}

export const keyOf = ({ kind, source }: { readonly kind: string; readonly source: string }): string => `${kind}:${source}`;

/**
 * Compares what moved with what is booked, both ways.
 * @param expected of every movement that any of `entries` may tell of. @param settled entries that are old enough for their movement to be listed.
 */
export function differences(expected: readonly ExpectedEntry[], entries: readonly BookedEntry[], settled: readonly BookedEntry[]): readonly Difference[] {
  const booked = new Map(entries.map((entry) => [keyOf(entry), entry]));
  const moved = new Set(expected.map(keyOf));
  const unbooked = expected.flatMap((want) => differenceOf(want, booked.get(keyOf(want))));
  const unmoved = settled.filter((entry) => atProcessor(entry) !== 0 && !moved.has(keyOf(entry)));
  return [...unbooked, ...unmoved.map((entry) => ({ id: keyOf(entry), kind: 'no_movement' as const, source: entry.source, paymentId: entry.paymentId, currency: entry.currency, booked: atProcessor(entry), at: entry.at }))];
}

function differenceOf(want: ExpectedEntry, entry: BookedEntry | undefined): readonly Difference[] {
  const { source, currency, amount: moved, at } = want;
  if (entry === undefined) return [{ id: keyOf(want), kind: 'no_entry', source, currency, moved, at }];
  const booked = atProcessor(entry);
  if (entry.currency === currency && booked === moved) return [];
  // Converted money is not what the books say that we hold: the account does not settle in the payment's currency.
  return [{ id: keyOf(want), kind: entry.currency === currency ? 'amount' : 'currency', source, paymentId: entry.paymentId, currency, moved, booked, at }];
}
