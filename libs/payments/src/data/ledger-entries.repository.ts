import { Injectable } from '@nestjs/common';
import { Database, duplicateKeyIndex, EVERYTHING, type Filter, oneOf, range, Repository } from '@plumbline/database';
import type { LedgerEntry } from '../domain/ledger.js';
import { LEDGER_ENTRIES } from './indexes.js';
import { LEDGER_ENTRY_SCHEMA, type LedgerEntryDocument } from './ledger-entry.schema.js';

export const ENTRY_FIELDS = ['paymentId', 'seq', 'kind', 'source', 'currency', 'postings', 'at'] as const satisfies readonly (keyof LedgerEntryDocument)[];

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

  /** The entries of some payments, up to 1,000 behind one. */
  async ofPayments(paymentIds: readonly string[], behind?: string): Promise<readonly (LedgerEntry & { readonly paymentId: string; readonly _id: string })[]> {
    const after = behind === undefined ? {} : { _id: range({ gt: behind }) };
    return this.find(EVERYTHING, { paymentId: oneOf(paymentIds), ...after }, ENTRY_FIELDS, { limit: 1_000, sort: { _id: 1 } });
  }
}
