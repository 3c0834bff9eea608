import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { balanceOf } from './ledger.js';
import { type IntentObservation, observeIntent } from './observe-intent.js';
import { intent, later, newPayment, NOW } from './payment.fixture.js';
import { PAYMENT_STATES, type PaymentState } from './states.js';

const observed = (payment = newPayment(), ...seen: readonly IntentObservation[]) => seen.reduce((current, one) => observeIntent(current, one, NOW).payment, payment);

describe('a payment follows its intent', () => {
  it.each<[IntentObservation['status'], Partial<IntentObservation>, PaymentState, string | undefined]>([
    ['requires_payment_method', {}, 'created', undefined],
    ['requires_confirmation', {}, 'created', undefined],
    ['requires_payment_method', { declineCode: 'card_declined' }, 'declined', 'payment.declined'],
    ['requires_action', { redirectUrl: 'https://bank.test/3ds' }, 'requires_action', 'payment.requires_action'],
    ['processing', {}, 'processing', 'payment.processing'],
    ['requires_capture', {}, 'authorised', 'payment.authorised'],
    ['succeeded', {}, 'captured', 'payment.captured'],
    ['canceled', {}, 'canceled', 'payment.canceled'],
  ])('%s %j: %s', (status, facts, state, event) => {
    const { payment, events } = observeIntent(newPayment(), intent(status, facts), NOW);
    expect(payment.state).toBe(state);
    expect(events.map(({ type }) => type)).toEqual(event === undefined ? [] : [event]);
  });

  it('holds what was authorised and books what was captured, net of the fee, once', () => {
    const held = observed(newPayment(), intent('requires_capture', { captureBefore: later(150) }));
    expect(held).toMatchObject({ authorised: 50_000, captured: 0, authorisedAt: NOW, captureBefore: later(150), chargeId: 'ch_1', ledger: [] });
    const captured = observed(held, intent('succeeded'), intent('succeeded', { processorFee: 1_480 }), intent('succeeded', { processorFee: 1_480 }));
    expect(captured).toMatchObject({ authorised: 50_000, captured: 50_000, capturedAt: NOW });
    expect(captured.ledger.map(({ seq, kind, source, postings }) => ({ seq, kind, source, postings }))).toEqual([
      { seq: 1, kind: 'capture', source: 'ch_1', postings: [{ account: 'processor', amount: 50_000 }, { account: 'provider', amount: -46_000 }, { account: 'fees', amount: -4_000 }] },
      { seq: 2, kind: 'processor_fee', source: 'ch_1', postings: [{ account: 'processor_fees', amount: 1_480 }, { account: 'processor', amount: -1_480 }] },
    ]);
  });

  it('is not written again for what is known', () => {
    const held = observed(newPayment(), intent('requires_capture'));
    const again = observeIntent(held, intent('requires_capture'), later(1));
    expect(again.payment).toBe(held);
    expect(again.events).toEqual([]);
  });

  it('drops the redirect and the decline when they are over, and its place when it is canceled', () => {
    const challenged = observed(newPayment(), intent('requires_action', { redirectUrl: 'https://bank.test/3ds' }));
    expect(challenged.nextAction).toEqual({ redirectUrl: 'https://bank.test/3ds' });
    const declined = observed(challenged, intent('requires_payment_method', { declineCode: 'insufficient_funds' }));
    expect(declined).toMatchObject({ state: 'declined', declineCode: 'insufficient_funds', live: true });
    expect(declined).not.toHaveProperty('nextAction');
    const canceled = observed(declined, intent('canceled'));
    expect(canceled).not.toHaveProperty('declineCode');
    expect(canceled).not.toHaveProperty('live');
  });

  it.each<[string, Partial<IntentObservation>]>([['amount', { amount: 49_999 }], ['currency', { currency: 'eur' }]])('refuses an intent of another %s', (_what, facts) => {
    expect(() => observeIntent(newPayment(), intent('succeeded', facts), NOW)).toThrow('another amount');
  });

  it('keeps the card of the charge that holds the money, whatever is heard late of the cards before it', () => {
    const attempt = (last4: string, cvcCheck: string, liabilityShifted = false) => ({ card: { brand: 'visa', last4, funding: 'credit' }, issuer: { cvcCheck, liabilityShifted } });
    const declined = intent('requires_payment_method', { declineCode: 'incorrect_cvc', ...attempt('0101', 'fail') });
    const held = observed(newPayment(), declined, intent('requires_capture', attempt('4242', 'pass')));
    expect(held).toMatchObject(attempt('4242', 'pass'));
    expect(observed(held, declined)).toBe(held);
    expect(observed(held, intent('requires_capture', attempt('4242', 'pass', true)))).toMatchObject(attempt('4242', 'pass', true));
  });

  it('refuses another intent than its own', () => {
    expect(() => observed(observed(newPayment(), intent('requires_capture')), intent('succeeded', { intentId: 'pi_2' }))).toThrow('another intent');
  });
});

describe('in whatever order and however often it is told (hyperswitch#9925, sync-engine#268)', () => {
  const anything = fc.array(
    fc.constantFrom(intent('requires_payment_method'), intent('requires_payment_method', { declineCode: 'x' }), intent('requires_action'), intent('processing'), intent('requires_capture'), intent('succeeded'), intent('succeeded', { processorFee: 1_480 }), intent('canceled')),
    { maxLength: 30 },
  );

  it('a final state stays, money is held before or as it is captured, and the books balance', () => {
    fc.assert(fc.property(anything, (told) => {
      let payment = newPayment();
      for (const seen of told) {
        const before = payment;
        payment = observeIntent(payment, seen, NOW).payment;
        if (PAYMENT_STATES.isFinal(before.state)) expect(payment.state).toBe(before.state);
        if (before.state === 'authorised') expect(['authorised', 'captured', 'canceled']).toContain(payment.state);
        expect(payment.captured).toBeLessThanOrEqual(payment.authorised);
      }
      expect(payment.ledger.flatMap(({ postings }) => postings).reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
      expect(balanceOf(payment.ledger, 'provider') + balanceOf(payment.ledger, 'fees')).toBe(payment.captured === 0 ? 0 : -50_000);
      expect(payment.ledger.filter(({ kind }) => kind === 'capture')).toHaveLength(payment.captured === 0 ? 0 : 1);
    }));
  });
});
