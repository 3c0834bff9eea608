import { describe, expect, it } from '@jest/globals';
import { observeIntent } from './observe-intent.js';
import { plan, settle } from './operations.js';
import type { Payment } from './payment.js';
import { intent, later, newPayment, NOW } from './payment.fixture.js';
import { processorIds, timelineOf } from './timeline.js';

const details = { confirmationToken: 'ctoken_secret', challenge: true };
const paid = (): Payment => {
  const planned = plan(newPayment(), { id: 'op-1', kind: 'intent.create', details }, NOW).payment;
  const settled = settle(planned, 'op-1', { state: 'succeeded', result: 'pi_1' }, later(1)).payment;
  return { ...observeIntent(settled, intent('succeeded'), later(2)).payment, decisions: [{ stage: 'attempt', attemptId: 'a', outcome: 'challenge', reasons: ['FEATURE_UNAVAILABLE'], at: NOW }] };
};
const heard = { id: 'evt_1', type: 'payment_intent.succeeded', objectId: 'pi_1', state: 'parked', reason: 'no_payment', createdAt: later(1), receivedAt: later(1.5) };
const change = { at: later(2), action: 'payment.captured', actor: 'system', data: { proposalId: 'p', currency: 'USD', amount: 50_000 } };

describe('a payment\'s timeline', () => {
  it('holds what was decided, asked, heard, changed and booked, in the order of time', () => {
    expect(timelineOf(paid(), [heard], [change]).map(({ kind, what, detail }) => `${kind} | ${what} | ${detail}`)).toEqual([
      'decision | attempt: challenge | FEATURE_UNAVAILABLE',
      'operation | intent.create planned | op-1 challenge=true',
      'operation | intent.create succeeded | op-1 pi_1',
      'event | payment_intent.succeeded | evt_1 pi_1: parked (no_payment), 1800 s late',
      'change | payment.captured | amount=50000 by system',
      'ledger | 1 capture | processor +50000, provider −46000, fees −4000 (ch_1)',
    ]);
  });

  it('tells of no card token, and of no person', () => {
    const shown = JSON.stringify(timelineOf(paid(), [], []));
    for (const personal of ['ctoken_secret', 'ada@example.org', '04101', '"Ada"']) expect(shown).not.toContain(personal);
  });

  it('knows the payment\'s objects at the processor by their ids, each once', () => {
    expect(processorIds(newPayment())).toEqual([]);
    expect(processorIds({ ...paid(), disputes: [{ id: 'du_1', amount: 1, reason: 'x', state: 'open', at: NOW }] })).toEqual(['pi_1', 'ch_1', 'du_1']);
  });
});
