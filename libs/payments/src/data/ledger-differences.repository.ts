import { Injectable } from '@nestjs/common';
import { Database, duplicateKeyIndex, EVERYTHING, type Filter, type Found, oneOf, Repository } from '@plumbline/database';
import type { Difference } from '../domain/balance-comparison.js';
import { LEDGER_DIFFERENCES } from './indexes.js';
import { DIFFERENCE_KINDS, type DifferenceKind, LEDGER_DIFFERENCE_SCHEMA, type LedgerDifferenceDocument } from './ledger-difference.schema.js';

const FIELDS = ['kind', 'source', 'paymentId', 'currency', 'moved', 'booked', 'at', 'foundAt'] as const;
export type OpenDifference = Found<LedgerDifferenceDocument, (typeof FIELDS)[number]>;
/** Between whichever books. */
export type FoundDifference = Omit<Difference, 'kind'> & { readonly kind: DifferenceKind };

@Injectable()
export class LedgerDifferencesRepository extends Repository<LedgerDifferenceDocument, never> {
  constructor(database: Database) {
    super(database, LEDGER_DIFFERENCES, LEDGER_DIFFERENCE_SCHEMA);
  }

  protected override scopeFilter(): Filter<LedgerDifferenceDocument> {
    return { _id: '' };
  }

  /** The oldest first. */
  async open(limit: number, kinds: readonly DifferenceKind[] = DIFFERENCE_KINDS): Promise<readonly OpenDifference[]> {
    return this.find(EVERYTHING, { state: 'open', kind: oneOf(kinds) }, FIELDS, { limit, sort: { at: 1 } });
  }

  /** Opens a difference, again if it was resolved before. @returns false when it is open already. */
  async found({ id, ...difference }: FoundDifference): Promise<boolean> {
    const facts = { ...difference, state: 'open' as const, foundAt: this.clock.now() };
    const events = [{ type: 'ledger_difference.found', data: { kind: difference.kind, source: difference.source, currency: difference.currency, ...(difference.paymentId === undefined ? {} : { paymentId: difference.paymentId }) } }];
    try {
      await this.insert(EVERYTHING, { _id: id, ...facts }, events);
      return true;
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
    }
    const { state, v } = await this.get(EVERYTHING, id, ['state', 'v']);
    if (state === 'open') return false;
    await this.update(EVERYTHING, id, { version: v, set: facts, unset: ['resolvedAt'], events }, []);
    return true;
  }

  async resolve({ _id }: OpenDifference): Promise<void> {
    await this.update(EVERYTHING, _id, { when: { state: 'open' }, set: { state: 'resolved', resolvedAt: this.clock.now() }, events: [{ type: 'ledger_difference.resolved', data: {} }] }, []);
  }

  async countOpen(limit: number): Promise<number> {
    return this.count(EVERYTHING, { state: 'open' }, limit);
  }
}
