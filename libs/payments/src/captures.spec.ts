import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Config } from '@plumbline/config';
import type { Agreement } from '@plumbline/marketplace';
import { intentsOf, pay, payerOf } from './checkout.fixture.js';
import { OPERATION_KINDS } from './domain/payment.js';
import type { RiskOutcome } from './domain/risk.js';
import { CaptureOnAuthorisation } from './jobs/capture-on-authorisation.js';
import { FollowCancellations } from './jobs/follow-cancellations.js';
import { ReleaseAuthorisations } from './jobs/release-authorisations.js';
import { interceptProcessor, PaymentsWorld } from './payments-world.fixture.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { ConfirmPayment } from './use-cases/confirm-payment.js';
import { PaymentProcessor, ProcessorSilence } from './use-cases/payment-processor.js';
import { PaymentSwitches } from './use-cases/payment-switches.js';
import { RiskDecision } from './use-cases/risk-decision.js';
import { RunOperation } from './use-cases/run-operation.js';
import { SettleOperations } from './use-cases/settle-operations.js';

const HOUR_MS = 3_600_000;
const signal = new AbortController().signal;

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.open();
}, 60_000);
afterAll(() => world.close());

/** What is decided while `work` runs; each question that was asked. */
async function deciding<T>(outcome: RiskOutcome, work: () => Promise<T>): Promise<{ readonly result: T; readonly asked: readonly unknown[] }> {
  const risk = world.get(RiskDecision);
  const asked: unknown[] = [];
  Object.assign(risk, { decide: (question: unknown) => Promise.resolve((asked.push(question), { outcome, reasons: ['A_REASON'] })) });
  try {
    return { result: await work(), asked };
  } finally {
    Reflect.deleteProperty(risk, 'decide');
  }
}

const capture = (id: string) => world.get(CapturePayment).execute(id);
const cancelled = (proposalId: string) => world.get(FollowCancellations).handle({ id: 'e', type: 'service_request.cancelled', at: new Date(), actor: 'admin', data: { proposalId }, collection: 'service_requests', objectId: 'r', seq: 9 });
const release = () => world.get(ReleaseAuthorisations).run({}, { signal });
const eventsOf = async (id: string) => ((await world.collection('payments').findOne({ _id: id }))?.['outbox'] as { type: string; data: object }[]).slice(-1);

describe('an attempt', () => {
  it('that is denied is stored, and the processor never hears of it', async () => {
    const agreement = world.agree();
    const { result: { payment } } = await deciding('deny', () => pay(world, { agreement }));
    expect(payment).toMatchObject({ state: 'denied', declineCode: 'not_accepted', operations: [], decisions: [{ outcome: 'deny' }] });
    expect(payment).not.toHaveProperty('live');
    expect(await intentsOf(world, agreement.proposalId)).toEqual([]);
    expect((await pay(world, { agreement })).payment.state).toBe('authorised');
    await expect(world.get(ConfirmPayment).execute(payerOf(world), payment.id, {})).rejects.toMatchObject({ type: { code: 'STATE_CONFLICT' } });
  });

  it('behind a decline is decided anew; denied, it stays declined, and the processor never hears of it', async () => {
    const { payment } = await pay(world, { card: 'pm_card_visa_chargeDeclined' });
    const { result, asked } = await deciding('deny', async () => world.get(ConfirmPayment).execute(payerOf(world), payment.id, { confirmationToken: await world.token('pm_card_mastercard') }));
    expect(result.payment).toMatchObject({ state: 'declined', declineCode: 'not_accepted', decisions: [{}, { outcome: 'deny', stage: 'attempt' }], operations: [{ kind: 'intent.create' }] });
    expect(asked).toMatchObject([{ stage: 'attempt', paymentId: payment.id, card: { brand: 'mastercard' }, clientAddress: '203.0.113.9' }]);
  });

  it('is not made while payments are off, nor another one behind a decline', async () => {
    const agreement = world.agree();
    const { payment } = await pay(world, { card: 'pm_card_visa_chargeDeclined' });
    const switches = world.get(PaymentSwitches);
    await switches.set('payments', false, 'a test', world.client.who.userId);
    await expect(pay(world, { agreement })).rejects.toMatchObject({ type: { code: 'PAYMENTS_OFF' } });
    const again = { confirmationToken: await world.token() };
    await expect(world.get(ConfirmPayment).execute(payerOf(world), payment.id, again)).rejects.toMatchObject({ type: { code: 'PAYMENTS_OFF' } });
    await switches.set('payments', true, 'a test', world.client.who.userId);
    expect((await pay(world, { agreement })).payment.state).toBe('authorised');
  });
});

describe('what a switch stopped', () => {
  const settle = async (): Promise<void> => {
    world.forward(400_000);
    await world.get(SettleOperations).execute(signal);
  };
  const sentWith = (error: Error, agreement: Agreement) => {
    const end = interceptProcessor(world.get(PaymentProcessor), (method) => {
      if (method === 'createIntent') throw error;
    });
    return pay(world, { agreement }).finally(end);
  };

  it('is not sent by the sweeper, neither what was not sent yet nor what may have been, and stays open; it goes once when the switch is on', async () => {
    const [never, maybe] = [world.agree(), world.agree()];
    await expect(sentWith(new Error('the process dies'), never)).rejects.toThrow('the process dies');
    await sentWith(new ProcessorSilence(true), maybe);
    await world.get(PaymentSwitches).set('payments', false, 'a test', world.client.who.userId);
    await settle();
    await settle();
    for (const [{ proposalId }, state] of [[never, 'pending'], [maybe, 'unknown']] as const) {
      expect(await world.collection('payments').findOne({ proposalId })).toMatchObject({ state: 'created', operations: [{ state }] });
      expect(await intentsOf(world, proposalId)).toEqual([]);
    }
    await world.get(PaymentSwitches).set('payments', true, 'a test', world.client.who.userId);
    await settle();
    await settle();
    for (const { proposalId } of [never, maybe]) {
      expect(await world.collection('payments').findOne({ proposalId })).toMatchObject({ state: 'authorised' });
      expect(await intentsOf(world, proposalId)).toHaveLength(1);
    }
  });

  it('is what takes money, or sends it to providers; what gives back goes on', async () => {
    const begins = async () => (await Promise.all(OPERATION_KINDS.map(async (kind) => ((await world.get(RunOperation).mayBegin(kind)) ? undefined : kind)))).filter((kind) => kind !== undefined);
    const off = async (name: 'payments' | 'transfers') => {
      await world.get(PaymentSwitches).set(name, false, 'a test', world.client.who.userId);
      const stopped = await begins();
      await world.get(PaymentSwitches).set(name, true, 'a test', world.client.who.userId);
      return stopped;
    };
    expect([await off('payments'), await off('transfers'), await begins()]).toEqual([['intent.create', 'intent.confirm'], ['transfer.create'], []]);
  });
});

describe('an authorisation', () => {
  it('is asked about with what the issuer answered, under the name of its attempt, once', async () => {
    const { payment } = await pay(world);
    const event = { id: 'e', type: 'payment.authorised', at: new Date(), actor: 'system', data: {}, collection: 'payments', objectId: payment.id, seq: 2 };
    const { asked } = await deciding('frictionless', async () => {
      await world.get(CaptureOnAuthorisation).handle(event);
      await world.get(CaptureOnAuthorisation).handle(event);
    });
    expect(asked).toMatchObject([{ stage: 'issuer', attemptId: payment.id, issuer: { cvcCheck: 'pass' } }]);
    expect((await world.payment(payment.id)).state).toBe('captured');
  });

  it('that fails the check of its code is let go', async () => {
    const { payment } = await pay(world, { card: 'pm_card_cvcCheckFail' });
    expect(payment).toMatchObject({ state: 'authorised', issuer: { cvcCheck: 'fail' } });
    expect((await capture(payment.id)).payment).toMatchObject({ state: 'canceled', captured: 0, decisions: [{}, { outcome: 'deny', reasons: ['VERIFY_FAIL'] }] });
    expect(await eventsOf(payment.id)).toMatchObject([{ type: 'payment.canceled', data: { reason: 'issuer_results' } }]);
  });

  it('that is challenged is kept for people to look at, and given back in time', async () => {
    const { payment } = await pay(world);
    await deciding('challenge', () => capture(payment.id));
    expect(await world.payment(payment.id)).toMatchObject({ state: 'authorised', decisions: [{}, { stage: 'issuer', outcome: 'challenge' }] });
    expect(await eventsOf(payment.id)).toMatchObject([{ type: 'payment.held' }]);
    await release();
    expect((await world.payment(payment.id)).state).toBe('authorised');
    world.forward((world.get(Config).get('CAPTURE_WITHIN_HOURS') + 1) * HOUR_MS);
    await release();
    expect((await world.payment(payment.id)).state).toBe('canceled');
    expect(await eventsOf(payment.id)).toMatchObject([{ type: 'payment.canceled', data: { reason: 'abandoned' } }]);
  });

  it('for work that was cancelled is let go, told or found, and takes no other card', async () => {
    const declined = await pay(world, { card: 'pm_card_visa_chargeDeclined' });
    const [told, found] = [await pay(world), await pay(world)];
    for (const { payment: { proposalId } } of [declined, told, found]) world.agree({ proposalId, state: 'cancelled' });
    await expect(world.get(ConfirmPayment).execute(payerOf(world), declined.payment.id, { confirmationToken: await world.token() })).rejects.toMatchObject({ type: { code: 'STATE_CONFLICT' } });
    await cancelled(told.payment.proposalId);
    await capture(found.payment.id);
    for (const { payment } of [told, found]) {
      expect(await world.payment(payment.id)).toMatchObject({ state: 'canceled', captured: 0 });
      expect(await eventsOf(payment.id)).toMatchObject([{ type: 'payment.canceled', data: { reason: 'work_cancelled' } }]);
    }
  });

  it('that was captured for work that is cancelled is refunded, once, whichever is told first', async () => {
    for (const first of ['cancelled', 'captured']) {
      const { payment: { id, proposalId, amount } } = await pay(world);
      await capture(id);
      world.agree({ proposalId, state: 'cancelled' });
      if (first === 'cancelled') await cancelled(proposalId);
      for (let time = 0; time < 2; time += 1) await world.get(FollowCancellations).handle({ id: 'e', type: 'payment.captured', at: new Date(), actor: 'system', data: { proposalId }, collection: 'payments', objectId: id, seq: 3 });
      await cancelled(proposalId);
      expect(await world.payment(id)).toMatchObject({ refundReserved: amount, refunds: [{ amount, state: 'succeeded', reason: 'work_cancelled', requestedBy: 'system' }] });
    }
  });

  it('that nobody has decided on is found within the hour', async () => {
    const { payment } = await pay(world);
    await release();
    expect((await world.payment(payment.id)).state).toBe('authorised');
    world.forward(1.5 * HOUR_MS);
    await release();
    expect((await world.payment(payment.id)).state).toBe('captured');
  });

  it('that the issuer let go is not captured, and says so', async () => {
    const { payment } = await pay(world);
    await world.emulator.stripe.paymentIntents.cancel(payment.intentId ?? '');
    const after = await capture(payment.id);
    expect(after.payment).toMatchObject({ state: 'canceled', captured: 0, operations: [{}, { kind: 'intent.capture', state: 'refused' }] });
    expect(after.payment.ledger).toEqual([]);
  });

  it('is captured by the next try when the first one could not reach the processor', async () => {
    const { payment } = await pay(world);
    const end = interceptProcessor(world.get(PaymentProcessor), (method) => {
      if (method === 'captureIntent') throw new Error('unplugged');
    });
    await expect(capture(payment.id)).rejects.toThrow('unplugged');
    end();
    expect(await world.payment(payment.id)).toMatchObject({ state: 'authorised', operations: [{}, { kind: 'intent.capture', state: 'pending' }] });
    expect((await capture(payment.id)).payment.state).toBe('captured');
  });
});
