import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from './change.js';
import { observeDispute } from './disputes.js';
import { CURRENT_FEE_POLICY, feeOf } from './fee-policy.js';
import { balanceOf } from './ledger.js';
import { observeIntent } from './observe-intent.js';
import { type Payment, refundable } from './payment.js';
import { intent, newPayment, NOW } from './payment.fixture.js';
import { observeRefund, requestRefund } from './refunds.js';
import { owedToProvider } from './transfers.js';

type Step = (payment: Payment) => Change;

const captured = (amount: number): Payment => observeIntent(newPayment({ amount }), intent('succeeded', { amount, received: amount }), NOW).payment;
const through = (payment: Payment, ...steps: readonly Step[]): Payment => steps.reduce((current, step) => step(current).payment, payment);
const asked = (id: string, amount: number): Step => (payment) => requestRefund(payment, { id, amount, reason: 'quality', requestedBy: 'ada' }, `op-${id}`, NOW);
const told = (id: string, amount: number, status: 'pending' | 'succeeded' | 'failed'): Step => (payment) => observeRefund(payment, { refundId: `re_${id}`, ourId: id, amount, status, withdrawn: true }, NOW);
const lost = (id: string, amount: number): Step => (payment) => observeDispute(payment, { disputeId: id, amount, reason: 'fraudulent', status: 'lost', withdrawn: true, fee: 0 }, NOW);
const refunded = (id: string, amount: number): readonly Step[] => [asked(id, amount), told(id, amount, 'succeeded')];
const kept = (payment: Payment) => ({ fees: 0 - balanceOf(payment.ledger, 'fees'), provider: owedToProvider(payment) });

describe('the fee goes back in parts that add up to the whole', () => {
  it('also where a refund between them failed', () => {
    const whole = through(captured(1_000), ...refunded('a', 6), ...refunded('b', 6), told('a', 6, 'failed'), ...refunded('c', 6), ...refunded('d', 988));
    expect(whole).toMatchObject({ fee: 80, refundReserved: 1_000 });
    expect(kept(whole)).toEqual({ fees: 0, provider: 0 });
  });

  it('also where a part of it was lost to a bank', () => {
    const whole = through(captured(1_000), lost('dp_1', 6), lost('dp_2', 6), ...refunded('a', 988));
    expect(kept(whole)).toEqual({ fees: 0, provider: 0 });
  });

  it('whatever is refunded, fails or is lost, in any order: none is taken from either, and nothing is left with anybody', () => {
    const step = fc.record({ part: fc.double({ min: 0, max: 0.2, noNaN: true }), what: fc.constantFrom('succeeded' as const, 'pending' as const, 'lost' as const, 'failed' as const), fails: fc.nat(40) });
    fc.assert(fc.property(fc.oneof(fc.integer({ min: 50, max: 2_000 }), fc.integer({ min: 50, max: 99_999_999 })), fc.array(step, { maxLength: 40 }), (amount, steps) => {
      let payment = captured(amount);
      const partsOf = ({ ledger }: Payment, kind: string) => ledger.filter((entry) => entry.kind === kind).flatMap(({ postings }) => postings.filter(({ account }) => account !== 'processor' && account !== 'disputed'));
      for (const [place, { part, what, fails }] of steps.entries()) {
        const [id, size] = [`r${place}`, Math.min(refundable(payment), Math.max(1, Math.floor(part * amount)))];
        if (size === 0) continue;
        if (what === 'lost') payment = through(payment, lost(`dp_${place}`, size));
        else payment = through(payment, asked(id, size), told(id, size, what));
        const earlier = payment.refunds[fails];
        if (earlier !== undefined && earlier.state !== 'failed') payment = told(earlier.id, earlier.amount, 'failed')(payment).payment;
        expect(kept(payment).fees).toBeGreaterThanOrEqual(0);
        expect(kept(payment).provider).toBeGreaterThanOrEqual(0);
      }
      for (const kind of ['refund', 'dispute_lost']) expect(partsOf(payment, kind).filter((posting) => posting.amount < 0)).toEqual([]);
      const left = refundable(payment);
      if (left > 0) payment = through(payment, ...refunded('last', left));
      payment = through(payment, ...payment.refunds.filter(({ state }) => state === 'pending').map(({ id, amount: size }) => told(id, size, 'succeeded')));
      expect(kept(payment)).toEqual({ fees: 0, provider: 0 });
    }));
  });

  it('and where a bank takes what was refunded, the fee goes back once', () => {
    const twice = through(captured(1_000), ...refunded('a', 1_000), lost('dp_1', 1_000));
    expect(kept(twice)).toEqual({ fees: 0, provider: -1_000 });
  });
});

it('the fee is never more than the amount', () => {
  expect([feeOf(50, CURRENT_FEE_POLICY), feeOf(500, CURRENT_FEE_POLICY), feeOf(1_000, CURRENT_FEE_POLICY)]).toEqual([50, 50, 80]);
});
