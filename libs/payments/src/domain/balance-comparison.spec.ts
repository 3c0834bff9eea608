import { describe, expect, it } from '@jest/globals';
import { type BookedEntry, differences, expectedEntries, type Movement } from './balance-comparison.js';
import type { EntryKind, Posting } from './ledger.js';

const at = new Date('2026-11-23T12:00:00Z');
const movement = (type: string, amount: number, fee = 0, source = 'obj_1'): Movement => ({ type, source, amount, fee, currency: 'USD', at });
const entry = (kind: EntryKind, processor: number, source = 'obj_1', currency: BookedEntry['currency'] = 'USD'): BookedEntry => {
  const postings: readonly Posting[] = [{ account: 'processor', amount: processor }, { account: 'provider', amount: -processor }];
  return { paymentId: 'p1', kind, source, currency, postings, at };
};

describe('what a movement must have in the books', () => {
  it.each<[string, Movement, readonly (readonly [string, number])[]]>([
    ['a captured charge and its fee', movement('charge', 50_000, 1_480), [['capture', 50_000], ['processor_fee', -1_480]]],
    ['a charge without a fee', movement('charge', 50_000), [['capture', 50_000]]],
    ['a payment by another method', movement('payment', 50_000, 80), [['capture', 50_000], ['processor_fee', -80]]],
    ['a refund', movement('refund', -2_000), [['refund', -2_000]]],
    ['a refund that came back', movement('refund_failure', 2_000), [['refund_failed', 2_000]]],
    ['a dispute and its fee', movement('adjustment', -50_000, 1_500, 'du_1'), [['dispute_opened', -50_000], ['dispute_fee', -1_500]]],
    ['a dispute that was won', movement('adjustment', 50_000, 0, 'du_1'), [['dispute_won', 50_000]]],
    ['a transfer', movement('transfer', -46_000), [['transfer', -46_000]]],
    ['a reversal', movement('transfer_refund', 4_000), [['reversal', 4_000]]],
    ['an adjustment that is no dispute', movement('adjustment', -100, 0, 'txn_1'), []],
    ['a payout to our bank', movement('payout', -90_000), []],
    ['Stripe\'s own fee', movement('stripe_fee', -200), []],
  ])('%s', (_what, moved, expected) => {
    expect(expectedEntries(moved).map(({ kind, amount }) => [kind, amount])).toEqual(expected);
  });
});

describe('differences', () => {
  const refund = expectedEntries(movement('refund', -2_000));

  it('are none where both say the same', () => {
    expect(differences(refund, [entry('refund', -2_000)], [entry('refund', -2_000)])).toEqual([]);
  });

  it('tell of money that moved and is not booked', () => {
    expect(differences(refund, [], [])).toEqual([{ id: 'refund:obj_1', kind: 'no_entry', source: 'obj_1', currency: 'USD', moved: -2_000, at }]);
  });

  it('tell of what is booked and did not move, but for entries that move nothing there', () => {
    const booked = [entry('refund', -2_000, 're_2'), entry('dispute_lost', 0, 'du_1')];
    expect(differences([], booked, booked)).toEqual([{ id: 'refund:re_2', kind: 'no_movement', source: 're_2', paymentId: 'p1', currency: 'USD', booked: -2_000, at }]);
  });

  it('tell of amounts and of currencies', () => {
    expect(differences(refund, [entry('refund', -2_500)], [])).toEqual([{ id: 'refund:obj_1', kind: 'amount', source: 'obj_1', paymentId: 'p1', currency: 'USD', moved: -2_000, booked: -2_500, at }]);
    expect(differences(refund, [entry('refund', -2_000, 'obj_1', 'EUR')], [])).toEqual([{ id: 'refund:obj_1', kind: 'currency', source: 'obj_1', paymentId: 'p1', currency: 'USD', moved: -2_000, booked: -2_000, at }]);
    expect(differences(refund, [entry('refund', -2_000)], [])).toEqual([]);
  });
});
