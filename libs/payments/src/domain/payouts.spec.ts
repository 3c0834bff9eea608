import { describe, expect, it } from '@jest/globals';
import type { Change } from './change.js';
import { observeDispute } from './disputes.js';
import { observeIntent } from './observe-intent.js';
import { settle } from './operations.js';
import type { Payment } from './payment.js';
import { intent, later, newPayment, NOW } from './payment.fixture.js';
import { type Payout, payoutOf } from './payouts.js';
import { observeRefund } from './refunds.js';
import { observeTransfer, planReversal, planTransfer, postponeTransfer, scheduleTransfer } from './transfers.js';

type Step = (payment: Payment) => Change;
const scheduled: Step = (payment) => scheduleTransfer(payment, NOW);
const refunded = (amount: number): Step => (payment) => observeRefund(payment, { refundId: 're_1', amount, status: 'succeeded' }, NOW);
const disputed: Step = (payment) => observeDispute(payment, { disputeId: 'dp_1', amount: 50_000, reason: 'fraudulent', status: 'open', withdrawn: true, fee: 0 }, NOW);
const sent: Step = (payment) => planTransfer(payment, 'op', 'acct_1', NOW);
const paid = (...reversals: readonly number[]): Step => (payment) => observeTransfer(payment, { transferId: 'tr_1', amount: 46_000, reversals: reversals.map((amount, place) => ({ id: `trr_${place}`, amount })) }, NOW);
const payout = (...steps: readonly Step[]): Payout => payoutOf(steps.reduce((payment, step) => step(payment).payment, observeIntent(newPayment(), intent('succeeded'), NOW).payment));

describe('a provider\'s share', () => {
  it.each<[string, readonly Step[], Partial<Payout>]>([
    ['waits until the work is accepted', [], { state: 'waiting', waitsFor: 'acceptance', amount: 46_000, dueAt: null }],
    ['waits for the hold', [scheduled], { state: 'waiting', waitsFor: 'hold', dueAt: NOW.toISOString() }],
    ['waits for the account', [scheduled, (payment) => postponeTransfer(payment, later(1), 'account')], { state: 'waiting', waitsFor: 'account', dueAt: later(1).toISOString() }],
    ['is less by a refund', [scheduled, refunded(25_000)], { state: 'waiting', amount: 23_000 }],
    ['is stopped by a dispute, scheduled or not', [disputed], { state: 'stopped', waitsFor: 'dispute', dueAt: null }],
    ['is nothing when all was refunded', [scheduled, refunded(50_000)], { state: 'stopped', waitsFor: 'nothing_owed', amount: 0 }],
    ['is on its way', [scheduled, sent], { state: 'sending', waitsFor: null, amount: 46_000 }],
    ['has gone', [scheduled, sent, paid()], { state: 'paid', paidAt: NOW.toISOString(), reversed: 0, owed: 0 }],
    ['is owed back until it was taken', [scheduled, sent, paid(), refunded(25_000)], { state: 'paid', owed: 23_000, reversed: 0 }],
    ['was taken back in part', [scheduled, sent, paid(), refunded(25_000), paid(23_000)], { state: 'paid', owed: 0, reversed: 23_000 }],
    ['goes again when the refund comes back', [scheduled, sent, paid(), refunded(25_000), (payment) => planReversal(payment, 'op-r', NOW), (payment) => settle(payment, 'op-r', { state: 'succeeded', result: 'trr_0' }, NOW), paid(23_000), (payment) => observeRefund(payment, { refundId: 're_1', amount: 25_000, status: 'failed' }, NOW)], { state: 'waiting', waitsFor: 'hold', amount: 69_000, reversed: 23_000, owed: 0 }],
    ['was taken back', [scheduled, sent, paid(), refunded(50_000), paid(46_000)], { state: 'reversed', owed: 0, reversed: 46_000 }],
  ])('%s', (_what, steps, expected) => {
    expect(payout(...steps)).toMatchObject(expected);
  });
});
