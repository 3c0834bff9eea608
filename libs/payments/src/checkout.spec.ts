import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricsRegistry } from '@plumbline/observability';
import { profiled } from '../../../test/fixtures/firms.js';
import { answerChallenge, asRun, intentsOf, orderFor, pay, payerOf } from './checkout.fixture.js';
import { EventWorker } from './jobs/event-worker.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { CancelPayment } from './use-cases/cancel-payment.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { ConfirmPayment } from './use-cases/confirm-payment.js';
import { CreatePayment } from './use-cases/create-payment.js';
import { ReceiveEvent } from './use-cases/events/receive-event.js';
import { GetPayment } from './use-cases/get-payment.js';
import { ListPayments } from './use-cases/list-payments.js';
import { PaymentProcessor, type ProcessorEvent } from './use-cases/payment-processor.js';
import { QuotePayment } from './use-cases/quote-payment.js';
import { SavedMethods } from './use-cases/saved-methods.js';

const problem = (code: string, more: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code }), ...more });

let world: PaymentsWorld;
beforeAll(async () => {
  world = await PaymentsWorld.open();
}, 60_000);
afterAll(() => world.close());

const confirm = (id: string, order = {}) => world.get(ConfirmPayment).execute(payerOf(world), id, order);
const cancel = (id: string) => world.get(CancelPayment).execute(world.client.who, id);
const stored = (collection: string, filter = {}) => world.collection(collection).countDocuments(filter);
async function attempts(outcome: string): Promise<number> {
  const found = (await metricsRegistry.getSingleMetric('plumbline_payment_attempts_total')?.get())?.values;
  return found?.find(({ labels }) => labels['outcome'] === outcome)?.value ?? 0;
}

describe('a quote', () => {
  it('tells what is paid, what we keep and what the provider gets, and remembers the first time', async () => {
    const { proposalId } = world.agree({ amount: 50_000, purchaseOrderNumber: 'PO-1' });
    const quote = await world.get(QuotePayment).execute(world.client.who, proposalId);
    expect(quote).toEqual({ proposalId, amount: 50_000, currency: 'USD', fee: 4_000, providerShare: 46_000, feePolicy: 1, termsVersion: '2026-11', purchaseOrderNumber: 'PO-1', taxNote: expect.any(String) });
    const [first] = await world.collection('payment_quotes').find({ _id: `${world.client.who.userId}:${proposalId}` }).toArray();
    await world.get(QuotePayment).execute(world.client.who, proposalId);
    expect(await world.collection('payment_quotes').find({ _id: `${world.client.who.userId}:${proposalId}` }).toArray()).toEqual([first]);
  });

  it('is for the firm that accepted', async () => {
    const { proposalId } = world.agree();
    await expect(world.get(QuotePayment).execute(world.provider.who, proposalId)).rejects.toEqual(problem('NOT_FOUND'));
  });
});

describe('a payment', () => {
  it('is authorised, then captured by the system, once', async () => {
    const { payment, version } = await pay(world);
    expect(payment).toMatchObject({ state: 'authorised', live: true, amount: 240_000, authorised: 240_000, captured: 0, fee: 19_200, card: { brand: 'visa', last4: '4242' }, decisions: [{ stage: 'attempt', outcome: 'challenge' }] });
    expect(version).toBe(2);
    const [one, other] = await Promise.all([world.get(CapturePayment).execute(payment.id), world.get(CapturePayment).execute(payment.id)]);
    const captured = await world.get(CapturePayment).execute(payment.id);
    expect([one.payment.state, other.payment.state]).toContain('captured');
    expect(captured.payment).toMatchObject({ state: 'captured', captured: 240_000, decisions: [{ stage: 'attempt' }, { stage: 'issuer', outcome: 'frictionless' }] });
    expect(captured.payment.operations.map(({ kind, state }) => [kind, state])).toEqual([['intent.create', 'succeeded'], ['intent.capture', 'succeeded']]);
    expect(await intentsOf(world, payment.proposalId)).toMatchObject([{ status: 'succeeded', amount_received: 240_000 }]);
    const events = (await world.collection('payments').findOne({ _id: payment.id }))?.['outbox'] as { type: string }[];
    expect(events.map(({ type }) => type)).toEqual(['payment.created', 'payment.authorised', 'payment.captured', 'payment.booked']);
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_chargeDeclinedLostCard', 'card_declined'],
    ['pm_card_chargeDeclinedStolenCard', 'card_declined'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_card_chargeDeclinedProcessingError', 'try_again_later'],
  ])('that is declined (%s) says so in neutral words, and takes another card', async (card, code) => {
    const { payment } = await pay(world, { card });
    expect(payment).toMatchObject({ state: 'declined', declineCode: code, live: true });
    await expect(confirm(payment.id)).rejects.toEqual(problem('VALIDATION_FAILED', { errors: [expect.objectContaining({ pointer: '/confirmationToken', code: 'REQUIRED' })] }));
    const again = await confirm(payment.id, { confirmationToken: await world.token('pm_card_visa') });
    expect(again.payment).toMatchObject({ state: 'authorised', decisions: [{ stage: 'attempt' }, { stage: 'attempt' }] });
    expect(again.payment).not.toHaveProperty('declineCode');
    expect(await intentsOf(world, payment.proposalId)).toMatchObject([{ status: 'requires_capture' }]);
  });

  it('that is declined twice is declined anew, with the second word', async () => {
    const { payment } = await pay(world, { card: 'pm_card_visa_chargeDeclined' });
    const again = await confirm(payment.id, { confirmationToken: await world.token('pm_card_chargeDeclinedInsufficientFunds') });
    expect(again.payment).toMatchObject({ state: 'declined', declineCode: 'insufficient_funds' });
    const events = (await world.collection('payments').findOne({ _id: payment.id }))?.['outbox'] as { type: string }[];
    expect(events.map(({ type }) => type)).toEqual(['payment.created', 'payment.declined', 'payment.attempted', 'payment.declined']);
  });

  it('asks for 3-D Secure and goes on when the payer is back', async () => {
    const made = await pay(world, { card: 'pm_card_threeDSecure2Required' });
    expect(made.payment).toMatchObject({ state: 'requires_action', nextAction: { redirectUrl: expect.stringMatching(/^http/) } });
    expect((await confirm(made.payment.id)).payment.state).toBe('requires_action');
    await expect(confirm(made.payment.id, { confirmationToken: await world.token() })).rejects.toEqual(problem('STATE_CONFLICT'));
    expect(await answerChallenge(made, 'complete')).toMatch(/\/payments\/return\?/);
    const after = await confirm(made.payment.id);
    expect(after.payment).toMatchObject({ state: 'authorised', issuer: { liabilityShifted: true } });
    expect(after.payment).not.toHaveProperty('nextAction');
    expect((await confirm(made.payment.id)).version).toBe(after.version);
  });

  it('is authorised once when its webhooks race the client\'s completion (medusa#13301)', async () => {
    const made = await pay(world, { card: 'pm_card_threeDSecure2Required' });
    await answerChallenge(made, 'complete');
    const events: ProcessorEvent[] = [];
    for await (const event of world.get(PaymentProcessor).listEvents(new Date(Date.now() - 60_000))) if (event.belongsTo['payment_intent'] === made.payment.intentId || event.objectId === made.payment.intentId) events.push(event);
    expect(events.map(({ type }) => type)).toContain('payment_intent.amount_capturable_updated');
    const deliver = async (): Promise<void> => {
      for (const event of events) await world.get(ReceiveEvent).execute(event, 'webhook');
      while ((await world.get(EventWorker).drain()) > 0);
    };
    const completions = await Promise.all([deliver(), confirm(made.payment.id), deliver(), confirm(made.payment.id)]);
    expect([completions[1].payment.state, completions[3].payment.state]).toEqual(['authorised', 'authorised']);
    const told = (await world.collection('payments').findOne({ _id: made.payment.id }))?.['outbox'] as { type: string }[];
    expect(told.filter(({ type }) => type === 'payment.authorised')).toHaveLength(1);
  });

  it('whose payer fails 3-D Secure is declined', async () => {
    const made = await pay(world, { card: 'pm_card_threeDSecure2Required' });
    await answerChallenge(made, 'fail');
    expect((await confirm(made.payment.id)).payment).toMatchObject({ state: 'declined', declineCode: 'authentication_failed' });
  });

  it('is let go before its capture, and frees its proposal', async () => {
    const agreement = world.agree();
    const { payment } = await pay(world, { agreement });
    expect((await cancel(payment.id)).payment).toMatchObject({ state: 'canceled' });
    expect((await cancel(payment.id).catch((error: unknown) => error))).toEqual(problem('STATE_CONFLICT'));
    expect(await intentsOf(world, payment.proposalId)).toMatchObject([{ status: 'canceled' }]);
    const second = await pay(world, { agreement });
    expect(second.payment.state).toBe('authorised');
    await world.get(CapturePayment).execute(second.payment.id);
    await expect(cancel(second.payment.id)).rejects.toEqual(problem('STATE_CONFLICT'));
  });

  it('is captured or cancelled when both are asked for at once, never both', async () => {
    for (let i = 0; i < 5; i += 1) {
      const { payment } = await pay(world);
      await Promise.allSettled([cancel(payment.id), world.get(CapturePayment).execute(payment.id)]);
      const { state, captured } = await world.payment(payment.id);
      expect([['canceled', 0], ['captured', 240_000]]).toContainEqual([state, captured]);
      expect(await intentsOf(world, payment.proposalId)).toMatchObject([{ status: state === 'captured' ? 'succeeded' : 'canceled' }]);
    }
  });
});

describe('what is refused', () => {
  it('an amount or a currency that was not agreed on: counted, decided on, written down, and no payment', async () => {
    const agreement = world.agree();
    const before = await attempts('tampered');
    for (const [changes, pointer] of [[{ amount: 1_000 }, '/amount'], [{ currency: 'EUR' as const }, '/currency']] as const) {
      const order = await orderFor(world, agreement, changes);
      await expect(asRun(randomUUID(), () => world.get(CreatePayment).execute(payerOf(world), order))).rejects.toEqual(problem('AMOUNT_MISMATCH', { errors: [expect.objectContaining({ pointer, code: 'AGREED' })] }));
    }
    expect(await attempts('tampered')).toBe(before + 2);
    expect(await stored('payments', { proposalId: agreement.proposalId })).toBe(0);
    expect(await world.collection('payment_attempts').find({ proposalId: agreement.proposalId }).toArray()).toMatchObject([
      { amount: 1_000, agreedAmount: 240_000, decision: { outcome: 'deny', reasons: ['AMOUNT_TAMPER'] }, outbox: [{ type: 'payment_attempt.refused' }] },
      { currency: 'EUR', agreedCurrency: 'USD' },
    ]);
    expect(await intentsOf(world, agreement.proposalId)).toEqual([]);
  });

  it('terms that are not the present ones, somebody else\'s proposal, an unknown one, and a used token: nothing is written', async () => {
    const agreement = world.agree();
    const used = await world.token();
    await pay(world, { confirmationToken: used });
    const before = [await stored('payments'), await stored('payment_attempts')];
    const create = async (changes: object, who = payerOf(world)) => {
      const order = await orderFor(world, agreement, changes);
      return asRun(randomUUID(), () => world.get(CreatePayment).execute(who, order));
    };
    await expect(create({ termsVersion: '2025-01' })).rejects.toEqual(problem('TERMS_NOT_CURRENT', { errors: [expect.objectContaining({ pointer: '/termsVersion' })] }));
    await expect(create({}, { ...payerOf(world), principal: world.provider.who })).rejects.toEqual(problem('NOT_FOUND'));
    await expect(create({ proposalId: world.agree({ state: 'cancelled' }).proposalId })).rejects.toEqual(problem('STATE_CONFLICT'));
    await expect(create({ proposalId: randomUUID() })).rejects.toEqual(problem('NOT_FOUND'));
    for (const confirmationToken of [used, 'ctoken_of_nobody']) await expect(create({ confirmationToken })).rejects.toEqual(problem('CONFIRMATION_TOKEN_UNUSABLE', { errors: [expect.objectContaining({ pointer: '/confirmationToken', code: 'UNUSABLE' })] }));
    await expect(create({ savedMethodId: 'pm_of_nobody' })).rejects.toEqual(problem('SAVED_METHOD_UNUSABLE', { errors: [expect.objectContaining({ pointer: '/savedMethodId' })] }));
    await expect(create({ savedMethodId: 'pm_1', confirmationToken: 'ctoken_1' })).rejects.toEqual(problem('VALIDATION_FAILED', { errors: [expect.objectContaining({ pointer: '/savedMethodId', code: 'EXCLUSIVE' })] }));
    await expect(create({ confirmationToken: undefined })).rejects.toEqual(problem('VALIDATION_FAILED', { errors: [expect.objectContaining({ pointer: '/confirmationToken', code: 'REQUIRED' })] }));
    expect([await stored('payments'), await stored('payment_attempts')]).toEqual(before);
    expect(await intentsOf(world, agreement.proposalId)).toEqual([]);
  });

  it('a second payment of a proposal, by the name of the first', async () => {
    const agreement = world.agree();
    const { payment } = await pay(world, { agreement });
    await expect(pay(world, { agreement })).rejects.toEqual(problem('PAYMENT_EXISTS', { extensions: { paymentId: payment.id } }));
  });
});

describe('a saved card', () => {
  it('pays the next time, is listed and removed by the firm alone', async () => {
    await pay(world, { saveMethod: true, card: 'pm_card_mastercard' });
    const list = () => world.get(SavedMethods).list(world.client.who, world.client.businessId);
    const [method] = await list();
    expect(method).toMatchObject({ brand: 'mastercard', last4: '4444', expiryYear: expect.any(Number) });
    const savedMethodId = method?.id ?? '';
    expect((await pay(world, { savedMethodId })).payment).toMatchObject({ state: 'authorised', card: { brand: 'mastercard' } });
    await expect(world.get(SavedMethods).remove(world.provider.who, world.client.businessId, savedMethodId)).rejects.toEqual(problem('NOT_FOUND'));
    await expect(world.get(SavedMethods).remove(world.provider.who, world.provider.businessId, savedMethodId)).rejects.toEqual(problem('NOT_FOUND'));
    await world.get(SavedMethods).remove(world.client.who, world.client.businessId, savedMethodId);
    expect(await list()).toEqual([]);
    await expect(pay(world, { savedMethodId })).rejects.toEqual(problem('SAVED_METHOD_UNUSABLE'));
  });
});

describe('what is seen', () => {
  it('the payer sees card and decline, the provider neither, and nobody the billing', async () => {
    const { payment } = await pay(world);
    const mine = await world.get(GetPayment).execute(world.client.who, payment.id);
    const theirs = await world.get(GetPayment).execute(world.provider.who, payment.id);
    expect(mine).toMatchObject({ id: payment.id, side: 'client', state: 'authorised', card: { last4: '4242' }, fee: 19_200, providerShare: 220_800 });
    expect(theirs).toMatchObject({ id: payment.id, side: 'provider', state: 'authorised' });
    for (const member of ['card', 'nextAction', 'decline', 'termsVersion']) expect(theirs).not.toHaveProperty(member);
    for (const seen of [mine, theirs]) expect(JSON.stringify(seen)).not.toMatch(/Lovell|04101|fingerprint|ctoken|cus_/);
    expect(JSON.stringify(await world.collection('payments').findOne({ _id: payment.id }))).not.toContain('Lovell');
    const stranger = { ...world.client.who, userId: randomUUID() };
    await expect(world.get(GetPayment).execute(stranger, payment.id)).rejects.toEqual(problem('NOT_FOUND'));
    await expect(confirm(randomUUID())).rejects.toEqual(problem('NOT_FOUND'));
    await expect(world.get(CancelPayment).execute(world.provider.who, payment.id)).rejects.toEqual(problem('NOT_FOUND'));
  });

  it('a list has one side, newest first, page by page, by index', async () => {
    const mine = { side: 'client', limit: 3 } as const;
    const all = await world.get(ListPayments).execute(world.client.who, { ...mine, limit: 100 });
    const first = await world.get(ListPayments).execute(world.client.who, mine);
    const second = await world.get(ListPayments).execute(world.client.who, { ...mine, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.items.slice(0, 6).map(({ id }) => id));
    expect((await world.get(ListPayments).execute(world.client.who, { ...mine, side: 'provider' })).items).toEqual([]);
    expect((await world.get(ListPayments).execute(world.provider.who, { ...mine, side: 'provider' })).items).toHaveLength(3);
    const ran = await profiled(world.firms.database, () => world.get(ListPayments).execute(world.client.who, mine), 'payments');
    expect(ran).toMatchObject([{ planSummary: expect.stringContaining('clientBusinessId'), keysExamined: 4 }]);
  });

  it('and each step of a payment is found by index', async () => {
    const ran = await profiled(world.firms.database, async () => {
      const { payment } = await pay(world);
      await world.get(CapturePayment).execute(payment.id);
    });
    const ours = ran.filter(({ ns }) => /\.payment/.test(ns) && !ns.endsWith('businesses'));
    expect(ours.length).toBeGreaterThan(5);
    for (const { op, planSummary = 'none', docsExamined = 0 } of ours) {
      if (op !== 'insert') expect(planSummary).toMatch(/^(IXSCAN|IDHACK|EXPRESS|none)/);
      expect(docsExamined).toBeLessThanOrEqual(1);
    }
  });
});
