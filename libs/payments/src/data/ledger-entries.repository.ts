import { Injectable } from '@nestjs/common';
import { Database, duplicateKeyIndex, EVERYTHING, type Filter, oneOf, range, Repository } from '@plumbline/database';
import type { LedgerEntry } from '../domain/ledger.js';
import { LEDGER_ENTRIES } from './indexes.js';
import { LEDGER_ENTRY_SCHEMA, type LedgerEntryDocument } from './ledger-entry.schema.js';

export const ENTRY_FIELDS = ['paymentId', 'seq', 'kind', 'source', 'currency', 'postings', 'at'] as const satisfies readonly (keyof LedgerEntryDocument)[];

/** The most that `ofPayments` gives at once. */
export const JOURNAL_PAGE = 1_000;

/** An entry, and whose it is. */
export type JournalEntry = LedgerEntry & { readonly paymentId: string };

/** The journal: the entries of all payments in one collection, for whoever looks across payments. Read by the system alone. */
@Injectable()
export class LedgerEntriesRepository extends Repository<LedgerEntryDocument, never> {
  constructor(database: Database) {
    super(database, LEDGER_ENTRIES, LEDGER_ENTRY_SCHEMA, { events: false });
  }

  protected override scopeFilter(): Filter<LedgerEntryDocument> {
    throw new Error('The journal belongs to no firm.');
  }

  /** @returns false when it is there already. */
  async add(paymentId: string, entry: LedgerEntry): Promise<boolean> {
    try {
      await this.insert(EVERYTHING, { _id: `${paymentId}:${entry.seq}`, paymentId, ...entry });
      return true;
    } catch (error) {
      if (duplicateKeyIndex(error) === undefined) throw error;
      return false;
    }
  }

  /** The entries of some payments by payment and number, up to 1,000 behind one. */
  async ofPayments(paymentIds: readonly string[], behind?: JournalEntry): Promise<readonly JournalEntry[]> {
    const rest = behind === undefined ? { paymentId: oneOf(paymentIds) } : { $or: [{ paymentId: behind.paymentId, seq: range({ gt: behind.seq }) }, { paymentId: oneOf(paymentIds.filter((id) => id > behind.paymentId)) }] };
    return this.find(EVERYTHING, rest, ENTRY_FIELDS, { limit: JOURNAL_PAGE, sort: { paymentId: 1, seq: 1 } });
  }

  /** The entries that tell of these objects of the processor. @param sources at most 200. */
  async ofSources(sources: readonly string[]): Promise<readonly JournalEntry[]> {
    if (sources.length === 0) return [];
    return this.find(EVERYTHING, { source: oneOf(sources) }, ENTRY_FIELDS, { limit: 1_000 });
  }

  /** What was booked between two moments, in that order. */
  async *between(since: Date, until: Date): AsyncIterable<JournalEntry> {
    let after: { readonly value: Date; readonly id: string } | undefined;
    do {
      const page = await this.page(EVERYTHING, { at: range({ gte: since, lte: until }) }, { sort: { by: 'at', direction: 1 }, limit: 100, after }, ENTRY_FIELDS);
      yield* page.items;
      after = page.next === undefined ? undefined : { value: page.next.value as Date, id: page.next.id };
    } while (after !== undefined);
  }
}
