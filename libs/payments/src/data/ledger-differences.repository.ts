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

  /** undefined: it is new, or another one than is known under its id. `explained`: an admin has said why it is there. */
  async standing({ id, kind, moved, booked }: FoundDifference): Promise<'open' | 'explained' | undefined> {
    const known = await this.findOne(EVERYTHING, { _id: id, kind }, ['state', 'moved', 'booked', 'resolvedBy']);
    if (known === undefined || known.moved !== moved || known.booked !== booked) return undefined;
    if (known.state === 'open') return 'open';
    return known.resolvedBy === undefined ? undefined : 'explained';
  }

  /** Opens a difference, again if it was resolved before or is another one now; once, when several find it. */
  async put(found: FoundDifference): Promise<void> {
    const { id, ...difference } = found;
    const facts = { ...difference, state: 'open' as const, foundAt: this.clock.now() };
    const events = [{ type: 'ledger_difference.found', data: { kind: difference.kind, source: difference.source, currency: difference.currency, ...(difference.paymentId === undefined ? {} : { paymentId: difference.paymentId }) } }];
    try {
      await this.insert(EVERYTHING, { _id: id, ...facts }, events);
    } catch (error) {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
      if ((await this.standing(found)) !== undefined) return;
      const stale = (['moved', 'booked', 'paymentId'] as const).filter((member) => difference[member] === undefined);
      await this.update(EVERYTHING, id, { set: facts, unset: ['resolvedAt', 'resolvedBy', 'reason', ...stale], events }, []);
    }
  }

  /** It is gone. */
  async resolve({ _id }: OpenDifference): Promise<void> {
    await this.update(EVERYTHING, _id, { when: { state: 'open' }, set: { state: 'resolved', resolvedAt: this.clock.now() }, events: [{ type: 'ledger_difference.resolved', data: {} }] }, []);
  }

  /** It is there, and somebody knows why. @throws Problem NOT_FOUND, STATE_CONFLICT when it is not open. */
  async explain(id: string, reason: string, by: string): Promise<void> {
    const { kind, source } = await this.get(EVERYTHING, id, ['kind', 'source']);
    const set = { state: 'resolved' as const, resolvedAt: this.clock.now(), resolvedBy: by, reason };
    // What an admin wrote may be about a person: the log has who explained what.
    await this.update(EVERYTHING, id, { when: { state: 'open' }, set, events: [{ type: 'ledger_difference.explained', data: { kind, source }, actor: by }] }, []);
  }

  async countOpen(limit: number): Promise<number> {
    return this.count(EVERYTHING, { state: 'open' }, limit);
  }
}
