import { describe, expect, it } from '@jest/globals';
import { type Change, withBookings } from './change.js';
import { answered, observeDispute, observeWarning, planAnswer } from './disputes.js';
import { observeIntent } from './observe-intent.js';
import { openOperation, settle } from './operations.js';
import type { Payment } from './payment.js';
import { HOUR_MS, intent, later, newPayment, NOW } from './payment.fixture.js';
import { payoutOf } from './payouts.js';
import { observeRefund, requestRefund } from './refunds.js';
import { hastenTransfer, planTransfer, postponeTransfer, REFUSED_TRANSFERS, refuseTransfer, scheduleTransfer, WARNING_HOLD_MS } from './transfers.js';

const captured = (): Payment => observeIntent(newPayment(), intent('succeeded'), NOW).payment;
const through = (payment: Payment, ...steps: readonly ((payment: Payment) => Change)[]): Payment => steps.reduce((current, step) => step(current).payment, payment);
const scheduled = (hours: number) => (payment: Payment) => scheduleTransfer(payment, later(hours));
const warned = (actionable = true) => (payment: Payment) => observeWarning(payment, { id: 'issfr_1', type: 'made_with_stolen_card', actionable }, NOW);
const refunded = (status: 'succeeded' | 'failed', amount = 50_000) => (payment: Payment) => observeRefund(payment, { refundId: 're_1', amount, status }, NOW);
const dispute = (status: 'open' | 'won' | 'lost') => (payment: Payment) => observeDispute(payment, { disputeId: 'dp_1', amount: 50_000, reason: 'fraudulent', status, withdrawn: true, fee: 0, evidenceDueBy: later(24) }, NOW);
const conflict = expect.objectContaining({ type: expect.objectContaining({ code: 'STATE_CONFLICT' }) });

describe('a transfer that was not sent', () => {
  const warningEnds = later(WARNING_HOLD_MS / HOUR_MS);

  it.each<[string, readonly ((payment: Payment) => Change)[]]>([
    ['warned of before it was scheduled', [warned(), scheduled(72)]],
    ['warned of afterwards', [scheduled(72), warned()]],
  ])('%s waits thirty days', (_when, steps) => {
    expect(through(captured(), ...steps).transfer).toMatchObject({ state: 'waiting', dueAt: warningEnds, waitsFor: 'fraud_warning' });
  });

  it('does not wait for a warning that is no longer actionable, and one that ends is no second event', () => {
    expect(through(captured(), warned(false), scheduled(72)).transfer).toMatchObject({ dueAt: later(72), waitsFor: 'hold' });
    const ended = warned(false)(through(captured(), warned()));
    expect(ended).toMatchObject({ payment: { warnings: [{ actionable: false }] }, events: [] });
    expect(warned(true)(ended.payment).payment).toBe(ended.payment);
  });

  it('is due at the end of its hold when no warning is left that is actionable', () => {
    const second = (actionable: boolean, at = NOW) => (payment: Payment) => observeWarning(payment, { id: 'issfr_2', type: 'misc', actionable }, at);
    const kept = through(captured(), scheduled(72), warned(), second(true, later(24)));
    expect(kept.transfer).toMatchObject({ dueAt: later(WARNING_HOLD_MS / HOUR_MS + 24), holdEndsAt: later(72) });
    expect(through(kept, second(false)).transfer).toMatchObject({ dueAt: warningEnds, waitsFor: 'fraud_warning' });
    expect(through(kept, warned(false), second(false)).transfer).toMatchObject({ state: 'waiting', dueAt: later(72), waitsFor: 'hold' });
    expect(through(kept, dispute('open'), warned(false), second(false), dispute('won')).transfer).toMatchObject({ state: 'waiting', dueAt: later(72), waitsFor: 'hold' });
  });

  it('stops when all is refunded, and goes on when the bank sends the refund back', () => {
    const all = through(captured(), scheduled(72), refunded('succeeded'));
    expect(all.transfer?.state).toBe('stopped');
    expect(through(all, refunded('failed')).transfer?.state).toBe('waiting');
    expect(through(captured(), scheduled(72), refunded('succeeded', 49_999)).transfer?.state).toBe('waiting');
  });

  it.each<[string, readonly ((payment: Payment) => Change)[], string]>([
    ['open', [dispute('open'), scheduled(0)], 'stopped'],
    ['won', [scheduled(0), dispute('open'), dispute('won')], 'waiting'],
    ['lost', [scheduled(0), dispute('open'), dispute('lost')], 'stopped'],
    ['opened while it was refused', [scheduled(0), (payment) => planTransfer(payment, 'op', 'acct_1', NOW), dispute('open'), (payment) => refuseTransfer(payment, NOW)], 'stopped'],
  ])('stands where a dispute that is %s leaves it', (_state, steps, state) => {
    expect(through(captured(), ...steps).transfer?.state).toBe(state);
  });

  it('is looked at again later, and sooner when that for which it waits is there', () => {
    const postponed = through(captured(), scheduled(0), (payment) => postponeTransfer(payment, later(1), 'account'));
    expect(postponed.transfer).toMatchObject({ dueAt: later(1), waitsFor: 'account' });
    expect(postponeTransfer(postponed, later(0.5), 'account').payment).toBe(postponed);
    expect(hastenTransfer(postponed, 'refund', NOW).payment).toBe(postponed);
    expect(hastenTransfer(postponed, 'account', NOW).payment.transfer?.dueAt).toEqual(NOW);
  });

  it('that is refused waits longer each time, then for people, and is tried once more when the account is mended', () => {
    let payment = through(captured(), scheduled(0));
    let now = NOW;
    const refused = (id: string): Change => {
      const sent = planTransfer(payment, id, 'acct_1', now).payment;
      expect(sent.transfer?.state).toBe('sending');
      return refuseTransfer(settle(sent, id, { state: 'refused', error: 'account_closed' }, now).payment, now);
    };
    const waits: number[] = [];
    for (let time = 1; time < REFUSED_TRANSFERS; time += 1) {
      payment = refused(`op-${time}`).payment;
      waits.push((payment.transfer!.dueAt.getTime() - now.getTime()) / HOUR_MS);
      now = payment.transfer!.dueAt;
    }
    expect(waits.slice(0, 5)).toEqual([6, 12, 24, 24, 24]);
    const over = refused('op-30');
    expect(over).toMatchObject({ payment: { transfer: { state: 'stopped', waitsFor: 'people' } }, events: [{ type: 'payment.transfer_given_up', data: { refusals: REFUSED_TRANSFERS } }] });
    expect(payoutOf(over.payment)).toMatchObject({ state: 'stopped', waitsFor: 'people' });
    expect(through(over.payment, dispute('open'), dispute('won')).transfer).toMatchObject({ state: 'stopped', waitsFor: 'people' });
    payment = hastenTransfer(over.payment, 'people', now).payment;
    expect(refused('op-31').payment.transfer).toMatchObject({ state: 'stopped', waitsFor: 'people' });
  });

  it('never begins to wait once it was sent', () => {
    const sending = through(captured(), scheduled(0), (payment) => planTransfer(payment, 'op', 'acct_1', NOW));
    expect(through(sending, warned(), (payment) => postponeTransfer(payment, later(1), 'account')).transfer).toMatchObject({ state: 'sending', dueAt: NOW });
  });
});

describe('the answer to a dispute', () => {
  const open = (): Payment => through(captured(), dispute('open'));
  const planned = (payment: Payment, now = NOW): Payment => planAnswer(payment, 'dp_1', 'It was delivered.', 'op-d', now).payment;

  it('is planned once with its text apart from the operation, and remembered when the processor took it', () => {
    const one = planned(open());
    expect(one).toMatchObject({ disputeAnswers: { dp_1: 'It was delivered.' }, operations: [{ kind: 'dispute.answer', details: { dispute: 'dp_1' } }] });
    expect(() => planned(one)).toThrow(conflict);
    const taken = through(one, (payment) => settle(payment, 'op-d', { state: 'succeeded', result: 'dp_1' }, NOW), (payment) => answered(payment, 'dp_1', NOW));
    expect(taken.disputes).toMatchObject([{ state: 'open', answeredAt: NOW }]);
    expect(answered(taken, 'dp_1', later(1)).payment).toBe(taken);
    expect(() => planned(taken)).toThrow(conflict);
    expect(through(taken, dispute('won')).disputes).toMatchObject([{ state: 'won', answeredAt: NOW }]);
  });

  it('may be given again when the processor refused it', () => {
    const refused = through(planned(open()), (payment) => settle(payment, 'op-d', { state: 'refused', error: 'x' }, NOW));
    expect(openOperation(planAnswer(refused, 'dp_1', 'Again.', 'op-e', NOW).payment, 'dispute.answer')?.id).toBe('op-e');
  });

  it('comes too late behind its time or the bank\'s word, and to nothing where there is no dispute', () => {
    expect(() => planned(open(), later(24))).toThrow(conflict);
    expect(() => planned(through(open(), dispute('lost')))).toThrow(conflict);
    expect(() => planned(captured())).toThrow(expect.objectContaining({ type: expect.objectContaining({ code: 'NOT_FOUND' }) }));
  });
});

it('nothing reaches the books without an event that names the entries', () => {
  const before = newPayment();
  expect(withBookings(before, observeIntent(before, intent('succeeded', { processorFee: 10 }), NOW)).events).toMatchObject([{ type: 'payment.captured' }, { type: 'payment.booked', data: { from: 1, to: 2 } }]);
  const asked = captured();
  expect(withBookings(asked, requestRefund(asked, { id: 'r', amount: 1, reason: 'duplicate', requestedBy: 'ada' }, 'op', NOW)).events).toHaveLength(1);
});
