import type { Currency } from './money.js';

/**
 * The chart of accounts. `processor` is what Stripe holds for us, `provider` what we owe the provider (less than 0: it owes us),
 * `fees` what we earned, `processor_fees` what Stripe took, `disputed` what a bank withdrew and has not decided on yet.
 */
export const ACCOUNTS = ['processor', 'provider', 'fees', 'processor_fees', 'disputed'] as const;
export type Account = (typeof ACCOUNTS)[number];

/** One side of an entry: positive amounts are debits, negative ones credits, in minor units. */
export interface Posting {
  readonly account: Account;
  readonly amount: number;
}

export const ENTRY_KINDS = ['capture', 'processor_fee', 'refund', 'refund_failed', 'transfer', 'reversal', 'dispute_opened', 'dispute_fee', 'dispute_won', 'dispute_lost'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What money did, once, and why. Its id in the journal is `paymentId:seq`. */
export interface LedgerEntry {
  /** 1, 2, ... within the payment. */
  readonly seq: number;
  readonly kind: EntryKind;
  /** The processor's object that it tells of; one entry a kind and object, so that hearing of it twice books it once. */
  readonly source: string;
  readonly currency: Currency;
  readonly postings: readonly Posting[];
  readonly at: Date;
}

export type NewEntry = Omit<LedgerEntry, 'seq' | 'currency' | 'at'>;

/** @throws Error when debits and credits differ, or an amount is no whole number: a programmer's mistake that must not reach the books. */
export function refuseUnbalanced({ kind, postings }: NewEntry): void {
  const sum = postings.reduce((total, { amount }) => total + amount, 0);
  if (sum !== 0 || postings.some(({ amount }) => !Number.isSafeInteger(amount))) throw new Error(`The entry \`${kind}\` does not balance: ${JSON.stringify(postings)}.`);
}

/** Adds what is not booked yet. @param book of one payment. */
export function booked(book: readonly LedgerEntry[], entries: readonly NewEntry[], currency: Currency, at: Date): readonly LedgerEntry[] {
  const fresh = entries.filter(({ kind, source }) => !book.some((entry) => entry.kind === kind && entry.source === source));
  fresh.forEach(refuseUnbalanced);
  return [...book, ...fresh.map((entry, index) => ({ ...entry, postings: entry.postings.filter(({ amount }) => amount !== 0), seq: book.length + index + 1, currency, at }))];
}

/** @returns the balance of an account over a book, minor units, debits positive. */
export function balanceOf(book: readonly LedgerEntry[], account: Account): number {
  return book.flatMap(({ postings }) => postings).reduce((sum, posting) => (posting.account === account ? sum + posting.amount : sum), 0);
}
