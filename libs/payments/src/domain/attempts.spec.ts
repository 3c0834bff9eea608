import { describe, expect, it } from '@jest/globals';
import { Problem } from '@plumbline/problems';
import fc from 'fast-check';
import { ATTEMPTS_PER_PAYMENT, begin, decideCapture, planCancellation, recorded, retry, takeAttemptBack, takePaymentBack } from './attempts.js';
import { observeIntent } from './observe-intent.js';
import { isOpen, plan, settle, supersede, takeUp } from './operations.js';
import type { Operation, Payment } from './payment.js';
import { intent, later, newPayment, NOW } from './payment.fixture.js';
import { RISK_OUTCOMES, type RiskOutcome } from './risk.js';
import { isProof, NEVER_SENT, unsendable, type Unsendable, waitsForIntent } from './sending.js';

const TOKEN = { confirmationToken: 'ctoken_1', saveMethod: false };
const CARD = { brand: 'mastercard', last4: '3220', funding: 'credit' };
const decision = (outcome: RiskOutcome, attemptId = 'a1', stage: 'attempt' | 'issuer' = 'attempt') => recorded({ outcome, reasons: [] }, stage, attemptId, NOW);
const facts = newPayment();
const declined = () => observeIntent(newPayment(), intent('requires_payment_method', { declineCode: 'card_declined' }), NOW).payment;
const authorised = () => observeIntent(newPayment(), intent('requires_capture'), NOW).payment;
const conflict = expect.objectContaining({ type: expect.objectContaining({ code: 'STATE_CONFLICT' }) });

describe('a first attempt', () => {
  it('plans its intent, with 3-D Secure asked for where it was challenged', () => {
    for (const outcome of ['frictionless', 'challenge'] as const) {
      const { payment, events } = begin(facts, TOKEN, decision(outcome), 'op1');
      expect(payment).toMatchObject({ state: 'created', live: true, fee: 4_000, unsettledSince: NOW, operations: [{ id: 'op1', kind: 'intent.create', state: 'pending', details: { confirmationToken: 'ctoken_1', saveMethod: false, challenge: outcome === 'challenge' } }] });
      expect(events).toMatchObject([{ type: 'payment.created', data: { amount: 50_000, decision: outcome } }]);
    }
  });

  it('that is denied plans nothing and holds no place', () => {
    const { payment, events } = begin(facts, TOKEN, decision('deny'), 'op1');
    expect(payment).toMatchObject({ state: 'denied', declineCode: 'not_accepted', operations: [] });
    expect(payment).not.toHaveProperty('live');
    expect(events).toMatchObject([{ type: 'payment.denied' }]);
  });

  it('that the processor refuses frees its proposal; one that went on stays', () => {
    const { payment } = begin(facts, TOKEN, decision('frictionless'), 'op1');
    const back = takePaymentBack(payment, 'token_unusable', NOW);
    expect(back).toMatchObject({ payment: { state: 'canceled' }, events: [{ type: 'payment.canceled', data: { reason: 'refused', code: 'token_unusable' } }] });
    expect(back.payment).not.toHaveProperty('live');
    expect(takePaymentBack(authorised(), 'token_unusable', NOW).events).toEqual([]);
  });
});

describe('another attempt', () => {
  it('goes to the processor, and back to the decline that was when that refuses it', () => {
    const { payment } = retry(declined(), TOKEN, CARD, decision('challenge', 'a2'), 'op2');
    expect(payment).toMatchObject({ state: 'processing', decisions: [{ attemptId: 'a2' }], operations: [{ id: 'op2', kind: 'intent.confirm', details: { challenge: true, declinedBefore: 'card_declined' } }] });
    expect(payment).not.toHaveProperty('declineCode');
    expect(payment.card).toEqual(CARD);
    expect(takeAttemptBack(payment, payment.operations[0]!).payment).toMatchObject({ state: 'declined', declineCode: 'card_declined' });
  });

  it('is made once, in `declined` alone, and at most 20 times', () => {
    const once = retry(declined(), TOKEN, CARD, decision('frictionless', 'a2'), 'op2').payment;
    expect(retry(once, TOKEN, CARD, decision('frictionless', 'a2'), 'op2')).toEqual({ payment: once, events: [] });
    expect(() => retry(once, TOKEN, CARD, decision('frictionless', 'a3'), 'op3')).toThrow(Problem);
    // The decline of the attempt before, heard late.
    expect(() => retry({ ...once, state: 'declined' }, TOKEN, CARD, decision('frictionless', 'a3'), 'op3')).toThrow(conflict);
    const many = { ...declined(), decisions: Array.from({ length: ATTEMPTS_PER_PAYMENT }, (_, i) => decision('deny', `a${i + 10}`)) };
    expect(() => retry(many, TOKEN, CARD, decision('frictionless', 'a1'), 'op2')).toThrow(conflict);
  });
});

describe('a capture', () => {
  it.each([['frictionless', 'intent.capture'], ['deny', 'intent.cancel'], ['challenge', undefined]] as const)('%s on the issuer\'s results: %s', (outcome, kind) => {
    const { payment, events } = decideCapture(authorised(), decision(outcome, 'a1', 'issuer'), 'op2');
    expect(payment.operations.map((operation) => operation.kind)).toEqual(kind === undefined ? [] : [kind]);
    expect(events.map(({ type }) => type)).toEqual(kind === undefined ? ['payment.held'] : []);
    expect(decideCapture(payment, decision('frictionless', 'a1', 'issuer'), 'op3').payment).toBe(payment);
  });

  it('is decided on only while the money is held', () => {
    for (const payment of [newPayment(), declined(), observeIntent(authorised(), intent('succeeded'), NOW).payment]) expect(decideCapture(payment, decision('frictionless', 'a1', 'issuer'), 'op2').payment).toBe(payment);
  });

  it('and a cancellation never wait at the same time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...RISK_OUTCOMES), fc.constant('cancel' as const)), { maxLength: 8 }), (steps) => {
        let payment: Payment = authorised();
        steps.forEach((step, i) => {
          try {
            payment = (step === 'cancel' ? planCancellation(payment, 'requested', `op${i}`, NOW) : decideCapture(payment, decision(step, 'a1', 'issuer'), `op${i}`)).payment;
          } catch (error) {
            expect(error).toEqual(conflict);
          }
        });
        expect(payment.operations.filter(isOpen).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a cancellation', () => {
  it('tells why when it is heard of, whoever says so first', () => {
    const { payment } = planCancellation(authorised(), 'abandoned', 'op2', NOW);
    expect(observeIntent(payment, intent('canceled', { cancellationReason: 'automatic' }), NOW).events).toMatchObject([{ type: 'payment.canceled', data: { reason: 'abandoned' } }]);
  });

  it('waits for the outcome of what is under way, and is none behind the end', () => {
    const trying = retry(declined(), TOKEN, CARD, decision('frictionless', 'a2'), 'op2').payment;
    const capturing = decideCapture(authorised(), decision('frictionless', 'a1', 'issuer'), 'op2').payment;
    for (const payment of [trying, capturing]) expect(() => planCancellation(payment, 'requested', 'op3', NOW)).toThrow(conflict);
    expect(() => planCancellation(observeIntent(authorised(), intent('succeeded'), NOW).payment, 'requested', 'op2', NOW)).toThrow(conflict);
  });
});

describe('a cancellation of what is only being made', () => {
  const withdrawn = () => planCancellation(begin(facts, TOKEN, decision('frictionless'), 'op1').payment, 'requested', 'op2', NOW).payment;

  it('is planned at once, and comes behind it', () => {
    const payment = withdrawn();
    const [making, cancellation] = payment.operations as [Operation, Operation];
    expect([making, cancellation]).toMatchObject([{ kind: 'intent.create', state: 'pending' }, { kind: 'intent.cancel', state: 'pending' }]);
    expect(waitsForIntent(payment, cancellation)).toBe(true);
    expect(waitsForIntent(settle(payment, 'op1', { state: 'succeeded', result: 'pi_1' }, NOW).payment, cancellation)).toBe(false);
    expect(unsendable(payment, making, NOW)).toEqual({ why: 'withdrawn', since: NOW });
  });

  it('is settled with it when there never is an intent, and tells why it was asked for', () => {
    const { payment, events } = takePaymentBack(withdrawn(), NEVER_SENT, later(1));
    expect(payment).toMatchObject({ state: 'canceled', operations: [{}, { kind: 'intent.cancel', state: 'refused', error: 'no_intent', settledAt: later(1) }] });
    expect(events).toMatchObject([{ type: 'payment.canceled', data: { reason: 'requested', code: NEVER_SENT } }]);
  });

  it('leaves no room for another card, nor for a capture', () => {
    expect(() => retry(observeIntent(withdrawn(), intent('requires_payment_method', { declineCode: 'card_declined' }), NOW).payment, TOKEN, CARD, decision('frictionless', 'a2'), 'op3')).toThrow(conflict);
    const held = observeIntent(withdrawn(), intent('requires_capture'), NOW).payment;
    expect(decideCapture(held, decision('frictionless', 'a1', 'issuer'), 'op3').payment).toBe(held);
  });
});

describe('an operation is sent no more', () => {
  const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);

  it.each([['intent.create', 1, 'payer_gone'], ['intent.confirm', 1, 'payer_gone'], ['intent.capture', 23, 'key_expired'], ['intent.cancel', 23, 'key_expired'], ['refund.create', 23, 'key_expired'], ['transfer.create', 23, 'key_expired'], ['transfer.reverse', 23, 'key_expired'], ['dispute.answer', 23, 'key_expired']] as const)('%s behind %i h: %s; its absence is proof two minutes later', (kind, hours, why) => {
    const { payment } = plan(newPayment(), { id: 'op1', kind, details: {} }, NOW);
    const [operation] = payment.operations as [Operation];
    expect(unsendable(payment, operation, new Date(later(hours).getTime() - 1))).toBeUndefined();
    const over = unsendable(payment, operation, later(hours));
    expect(over).toEqual({ why, since: later(hours) });
    expect([1, 2].map((count) => isProof(over as Unsendable, minutes(60 * hours + count)))).toEqual([false, true]);
  });

  it('a successor of a charge is as old as the attempt', () => {
    const made = begin(facts, TOKEN, decision('frictionless'), 'op1').payment;
    const { payment } = supersede(made, 'op1', 'op2', minutes(59));
    expect(unsendable(payment, payment.operations[1]!, later(1))).toMatchObject({ why: 'payer_gone' });
    const again = supersede(retry({ ...declined(), decisions: made.decisions }, TOKEN, CARD, { ...decision('frictionless', 'a2'), at: later(5) }, 'op3').payment, 'op3', 'op4', later(5)).payment;
    expect([later(5.9), later(6)].map((now) => unsendable(again, again.operations[1]!, now)?.why)).toEqual([undefined, 'payer_gone']);
  });
});

describe('an operation without an outcome', () => {
  const planned = () => plan(newPayment(), { id: 'op1', kind: 'intent.create', details: {} }, NOW).payment;

  it('is waited for from the moment when it was taken up last', () => {
    const once = takeUp(planned(), 'op1', later(1)).payment;
    expect(once).toMatchObject({ unsettledSince: later(1), operations: [{ takenUp: 1, state: 'pending', at: NOW }] });
    expect(takeUp(once, 'op1', later(2)).payment).toMatchObject({ unsettledSince: later(2), operations: [{ takenUp: 2 }] });
  });

  it('is not taken up when it has one', () => {
    const done = settle(planned(), 'op1', { state: 'succeeded', result: 'pi_1' }, NOW).payment;
    expect(takeUp(done, 'op1', later(1)).payment).toBe(done);
    expect(takeUp(done, 'op9', later(1)).payment).toBe(done);
  });

  it('has a successor once, pending or unknown', () => {
    for (const payment of [planned(), settle(planned(), 'op1', { state: 'unknown' }, NOW).payment]) {
      const { payment: next } = supersede(payment, 'op1', 'op2', later(24));
      expect(next).toMatchObject({ unsettledSince: later(24), operations: [{ id: 'op1', state: 'superseded' }, { id: 'op2', state: 'pending', successorOf: 'op1' }] });
      expect(() => supersede(next, 'op1', 'op3', later(24))).toThrow(conflict);
    }
  });
});
