import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { EVENT_LEASE_MS } from '../../data/stripe-events.repository.js';
import { PaymentsWorld } from '../../payments-world.fixture.js';
import { type IntentRequest, LONGEST_READ_MS, PaymentProcessor, ProcessorRefusal, ProcessorSilence } from '../../use-cases/payment-processor.js';
import { behindCall, StripeClient } from './stripe-client.js';
import { StripeProcessor } from './stripe-processor.js';

let world: PaymentsWorld;
let processor: PaymentProcessor;
let customerId: string;
beforeAll(async () => {
  world = await PaymentsWorld.open();
  processor = world.get(PaymentProcessor);
  customerId = await processor.createCustomer(randomUUID(), world.client.businessId);
}, 60_000);
afterAll(() => world.close());

async function request(card?: string, changes: Partial<IntentRequest> = {}): Promise<IntentRequest> {
  const source = { confirmationToken: await world.token(card) };
  return { source, challenge: false, saveMethod: false, returnUrl: 'http://localhost:3000/api/v1/payments/return', paymentId: randomUUID(), proposalId: randomUUID(), customerId, amount: 50_000, currency: 'USD', description: 'A quality plan', ...changes };
}

describe('the Stripe adapter', () => {
  it('tells what a card is, and the same card by the same name, which is not Stripe\'s', async () => {
    const [one, other] = await Promise.all([world.token(), world.token()]);
    const facts = await processor.readSource(customerId, { confirmationToken: one });
    expect(facts).toMatchObject({ brand: 'visa', last4: '4242', funding: 'credit', country: 'US' });
    expect(await processor.readSource(customerId, { confirmationToken: other })).toEqual(facts);
    const { payment_method_preview: preview } = await world.emulator.stripe.confirmationTokens.retrieve(one);
    expect(facts.fingerprint).not.toContain(preview?.card?.fingerprint);
  });

  it('authorises, captures and says what Stripe took', async () => {
    const asked = await request();
    const held = await processor.createIntent(randomUUID(), asked);
    expect(held).toMatchObject({ status: 'requires_capture', amount: 50_000, capturable: 50_000, received: 0, chargeId: expect.stringMatching(/^ch_/), issuer: { cvcCheck: 'pass' } });
    expect(held.captureBefore?.getTime()).toBeGreaterThan(Date.now() + 5 * 86_400_000);
    const captured = await processor.captureIntent(randomUUID(), held.intentId);
    expect(captured).toMatchObject({ status: 'succeeded', received: 50_000, processorFee: 1_480, chargeId: held.chargeId });
    expect(await processor.readIntent(held.intentId)).toMatchObject({ ...captured, paymentId: asked.paymentId });
  });

  it('asks for 3-D Secure where we challenge', async () => {
    const seen = await processor.createIntent(randomUUID(), await request('pm_card_threeDSecure2Required', { challenge: true }));
    expect(seen).toMatchObject({ status: 'requires_action', redirectUrl: expect.stringContaining(world.emulator.url) });
  });

  it.each([
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc'],
    ['pm_card_chargeDeclinedProcessingError', 'try_again_later'],
  ])('a decline is an observation with a neutral word: %s', async (card, code) => {
    expect(await processor.createIntent(randomUUID(), await request(card))).toMatchObject({ status: 'requires_payment_method', declineCode: code });
  });

  it('one operation has one effect, and is found among those of its customer', async () => {
    const [operationId, asked, since] = [randomUUID(), await request(), new Date()];
    const first = await processor.createIntent(operationId, asked);
    expect((await processor.createIntent(operationId, asked)).intentId).toBe(first.intentId);
    expect(await processor.findIntent(customerId, operationId, since)).toMatchObject({ intentId: first.intentId, status: 'requires_capture' });
    expect(await processor.findIntent(customerId, randomUUID(), since)).toBeUndefined();
  });

  it('a token is good for one attempt', async () => {
    const asked = await request();
    await processor.createIntent(randomUUID(), asked);
    await expect(processor.createIntent(randomUUID(), { ...asked, paymentId: randomUUID() })).rejects.toMatchObject({ code: 'token_unusable' });
    await expect(processor.readSource(customerId, asked.source)).rejects.toMatchObject({ code: 'token_unusable' });
    await expect(processor.readSource(customerId, { savedMethodId: 'pm_of_nobody' })).rejects.toMatchObject({ code: 'method_unusable' });
  });

  it('refunds, and refuses more than there is', async () => {
    const held = await processor.createIntent(randomUUID(), await request());
    await processor.captureIntent(randomUUID(), held.intentId);
    const chargeId = held.chargeId ?? '';
    const [operationId, refundId] = [randomUUID(), randomUUID()];
    const seen = await processor.refund(operationId, { refundId, chargeId, amount: 20_000 });
    expect(seen).toMatchObject({ ourId: refundId, amount: 20_000, status: 'succeeded' });
    expect(await processor.listRefunds(chargeId)).toEqual([expect.objectContaining({ refundId: seen.refundId, operationId, chargeId })]);
    await expect(processor.refund(randomUUID(), { refundId: randomUUID(), chargeId, amount: 30_001 })).rejects.toBeInstanceOf(ProcessorRefusal);
    expect(await processor.readRefund(seen.refundId)).toMatchObject({ status: 'succeeded', ourId: refundId });
  });

  it('keeps a method that the payer wants kept, pays with it, and forgets it', async () => {
    const customer = await processor.createCustomer(randomUUID(), 'a firm');
    await processor.createIntent(randomUUID(), await request('pm_card_mastercard', { customerId: customer, saveMethod: true }));
    const [saved, ...others] = await processor.listSavedMethods(customer);
    expect([saved, others]).toEqual([expect.objectContaining({ brand: 'mastercard', expiryMonth: expect.any(Number) }), []]);
    const source = { savedMethodId: saved?.id ?? '' };
    expect(await processor.createIntent(randomUUID(), await request(undefined, { customerId: customer, source }))).toMatchObject({ status: 'requires_capture' });
    await processor.removeSavedMethod(randomUUID(), source.savedMethodId);
    expect(await processor.listSavedMethods(customer)).toEqual([]);
  });

  it('silence of a dropped answer is resolved by the same key', async () => {
    const [operationId, asked] = [randomUUID(), await request()];
    await world.emulator.fault({ method: 'POST', path: '/v1/payment_intents', action: 'error', status: 500, executed: true });
    await expect(processor.createIntent(operationId, asked)).rejects.toMatchObject({ constructor: ProcessorSilence, mayHaveHappened: true });
    await expect(processor.createIntent(operationId, asked)).rejects.toBeInstanceOf(ProcessorSilence);
    expect(await processor.findIntent(customerId, operationId, new Date())).toMatchObject({ status: 'requires_capture' });
    const [second, dropped] = [randomUUID(), await request()];
    await world.emulator.fault({ method: 'POST', path: '/v1/payment_intents', action: 'drop' });
    // The SDK sends a request whose connection closed once more, under the same key.
    expect(await processor.createIntent(second, dropped)).toMatchObject({ status: 'requires_capture' });
    await world.emulator.fault({ method: 'POST', path: '/v1/payment_intents', action: 'error', status: 429 });
    await expect(processor.createIntent(randomUUID(), await request())).rejects.toMatchObject({ mayHaveHappened: false });
  });

  it('does not call refused, nor a failure, what was executed and cannot be read again', async () => {
    const silence = { constructor: ProcessorSilence, mayHaveHappened: true, keySpent: false };
    const failing = (path: string) => world.emulator.fault({ method: 'GET', path, action: 'error', status: 500 });
    await failing('/v1/payment_intents/*');
    await expect(processor.createIntent(randomUUID(), await request('pm_card_visa_chargeDeclined'))).rejects.toMatchObject(silence);
    const { intentId, chargeId = '' } = await processor.createIntent(randomUUID(), await request('pm_card_bypassPending'));
    await processor.captureIntent(randomUUID(), intentId);
    const { id: destination } = await world.emulator.stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } });
    const link = await processor.onboardingUrl(destination, { returnUrl: 'http://localhost:3000/r', refreshUrl: 'http://localhost:3000/f' });
    await fetch(link, { method: 'POST', body: new URLSearchParams({ answer: 'complete' }), redirect: 'manual' });
    await world.emulator.post('clock', { advance: '1m' });
    const { transferId } = await processor.transfer(randomUUID(), { paymentId: randomUUID(), chargeId, amount: 1_000, currency: 'USD', destination });
    const operationId = randomUUID();
    await failing('/v1/transfers/*');
    await expect(processor.reverseTransfer(operationId, transferId, 400)).rejects.toMatchObject(silence);
    expect(await processor.reverseTransfer(operationId, transferId, 400)).toMatchObject({ reversals: [{ amount: 400 }] });
    await expect(behindCall(Promise.reject(new ProcessorRefusal('account_invalid')))).rejects.toMatchObject(silence);
  });

  it('reads no longer than a worker may have an event, twice over; what changes something may take longer', async () => {
    const timeouts: unknown[] = [];
    const node = Stripe.createNodeHttpClient();
    const timed = Object.assign(Object.create(node) as Stripe.HttpClient, {
      makeRequest: (...args: Parameters<Stripe.HttpClient['makeRequest']>) => {
        timeouts.push([args[3], args[7]]);
        return node.makeRequest(...args);
      },
    });
    const slow = new StripeProcessor(new StripeClient(world.firms.config, { httpClient: timed }), world.firms.config);
    await slow.createCustomer(randomUUID(), world.client.businessId);
    await slow.readIntent('pi_of_nobody').catch(() => undefined);
    for await (const event of slow.listEvents(new Date())) expect(event.id).toMatch(/^evt_/);
    expect(timeouts.slice(0, 3)).toEqual([['POST', 30_000], ['GET', LONGEST_READ_MS], ['GET', LONGEST_READ_MS]]);
    expect(EVENT_LEASE_MS).toBeGreaterThan(2 * LONGEST_READ_MS);
  });

  it('lists what happened', async () => {
    const held = await processor.createIntent(randomUUID(), await request());
    await processor.captureIntent(randomUUID(), held.intentId);
    const events = [];
    for await (const event of processor.listEvents(new Date(Date.now() - 60_000))) events.push(event);
    expect(events).toContainEqual(expect.objectContaining({ type: 'payment_intent.succeeded', objectId: held.intentId }));
    const movements = [];
    for await (const movement of processor.listMovements(new Date(Date.now() - 60_000))) movements.push(movement);
    expect(movements).toContainEqual(expect.objectContaining({ type: 'charge', source: held.chargeId, amount: 50_000, fee: 1_480, currency: 'USD' }));
  });
});
