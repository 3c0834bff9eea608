import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '@plumbline/config';
import { metricsRegistry } from '@plumbline/observability';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { profiled } from '../../../test/fixtures/firms.js';
import { PAYMENT_PROBLEMS } from './domain/problems.js';
import { newPayment } from './domain/payment.fixture.js';
import { EventWorker } from './jobs/event-worker.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { CountWhatWaits } from './use-cases/count-what-waits.js';
import { EventAppliers } from './use-cases/events/event-appliers.js';
import { ReceiveEvent } from './use-cases/events/receive-event.js';
import { ReadPaymentState } from './use-cases/payment-state.js';
import { PaymentProcessor } from './use-cases/payment-processor.js';
import { PaymentWriter } from './use-cases/payment-writer.js';
import { WebhookReader } from './use-cases/webhook-reader.js';

const signed = (bytes: Buffer, secret: string, at: Date): string => {
  const timestamp = Math.floor(at.getTime() / 1_000);
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(bytes).digest('hex')}`;
};

describe('events', () => {
  let world: PaymentsWorld;
  beforeAll(async () => {
    world = await PaymentsWorld.open();
  }, 60_000);
  afterAll(() => world.close());

  const raw = async (id: string) => world.collection('stripe_events').findOne({ _id: id });

  /** A payment whose intent was made and told about, and of which only what was planned is known here. */
  async function unheard(card = 'pm_card_visa') {
    const { proposalId } = world.agree();
    const operationId = randomUUID();
    const processor = world.get(PaymentProcessor);
    const customerId = await processor.createCustomer(randomUUID(), world.client.businessId);
    const payment = newPayment({ id: randomUUID(), proposalId, customerId, operations: [{ id: operationId, kind: 'intent.create', state: 'pending', details: {}, at: new Date() }], unsettledSince: new Date() });
    const store = () => world.get(PaymentWriter).insert(payment, []);
    const seen = await processor.createIntent(operationId, { paymentId: payment.id, proposalId, customerId, amount: payment.amount, currency: payment.currency, description: 'x', source: { confirmationToken: await world.token(card) }, challenge: false, saveMethod: false, returnUrl: 'http://localhost/return' });
    return { payment, store, intentId: seen.intentId, operationId, processor };
  }

  async function eventsOf(objectId: string) {
    const found = [];
    for await (const event of world.get(PaymentProcessor).listEvents(new Date(Date.now() - 600_000))) if (event.objectId === objectId || Object.values(event.belongsTo).includes(objectId)) found.push(event);
    return found;
  }

  const handled = (type: string): boolean => world.get(EventAppliers).of(type) !== undefined;
  const drain = async (): Promise<void> => {
    while ((await world.get(EventWorker).drain()) > 0);
  };

  it('three deliveries settle once (pinelab#620): 50 concurrent duplicates of each, shuffled', async () => {
    const { payment, store, intentId, processor, operationId } = await unheard();
    await store();
    await processor.captureIntent(randomUUID(), intentId);
    const events = (await eventsOf(intentId)).filter(({ type }) => handled(type));
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['payment_intent.created', 'payment_intent.amount_capturable_updated', 'payment_intent.succeeded', 'charge.succeeded', 'charge.captured']));
    const storm = events.flatMap((event) => Array.from({ length: 50 }, () => event)).map((event) => ({ event, place: Math.random() })).sort((one, other) => one.place - other.place);
    const taken = await Promise.all(storm.map(({ event }) => world.get(ReceiveEvent).execute(event, 'webhook')));
    expect(taken.filter(Boolean)).toHaveLength(events.length);
    await Promise.all([drain(), drain(), drain()]);
    const after = await world.payment(payment.id);
    expect(after).toMatchObject({ state: 'captured', captured: payment.amount, intentId, operations: [{ id: operationId, state: 'succeeded', result: intentId }] });
    expect(after.ledger.map(({ kind }) => kind)).toEqual(['capture', 'processor_fee']);
    const states = await world.collection('stripe_events').distinct('state', { _id: { $in: events.map(({ id }) => id) } });
    expect(states).toEqual(['applied']);
  });

  it('an event before its payment is parked, never answered and forgotten (statamic-cargo#190), and applied when the payment comes', async () => {
    const { payment, store, intentId } = await unheard();
    const [event] = (await eventsOf(intentId)).filter(({ type }) => type === 'payment_intent.amount_capturable_updated');
    await world.get(ReceiveEvent).execute(event!, 'webhook');
    await drain();
    expect(await raw(event!.id)).toMatchObject({ state: 'parked', reason: 'no_payment', attempts: 1 });
    await store();
    world.forward(2_000);
    await drain();
    expect(await raw(event!.id)).toMatchObject({ state: 'applied' });
    expect(await raw(event!.id)).not.toHaveProperty('reason');
    expect((await world.payment(payment.id)).state).toBe('authorised');
  });

  it('a terminal state does not move back (hyperswitch#9925), and order is by rank, not by time (sync-engine#268)', async () => {
    const { payment, store, intentId, processor } = await unheard();
    await store();
    const early = await eventsOf(intentId);
    await processor.captureIntent(randomUUID(), intentId);
    const late = (await eventsOf(intentId)).filter(({ id }) => !early.some((one) => one.id === id));
    for (const event of [...late, ...early].filter(({ type }) => handled(type))) {
      await world.get(ReceiveEvent).execute(event, 'webhook');
      await drain();
      expect((await world.payment(payment.id)).state).toBe('captured');
    }
  });

  it('an event whose worker died stays received and is applied by the next one (hyperswitch#3408)', async () => {
    const { payment, store, intentId } = await unheard();
    await store();
    const [event] = (await eventsOf(intentId)).filter(({ type }) => type === 'charge.succeeded');
    await world.get(ReceiveEvent).execute(event!, 'webhook');
    await world.collection('stripe_events').updateOne({ _id: event!.id }, { $set: { dueAt: new Date(Date.now() + 40_000) }, $inc: { v: 1, attempts: 1 } } as never);
    await drain();
    expect((await world.payment(payment.id)).state).toBe('created');
    expect(await raw(event!.id)).toMatchObject({ state: 'received' });
    world.forward(60_000);
    await drain();
    expect((await world.payment(payment.id)).state).toBe('authorised');
    expect(await raw(event!.id)).toMatchObject({ state: 'applied', attempts: 2 });
  });

  it('what belongs to somebody else is ignored after three days, with the reason; what bears an id of ours is given up, and people see it', async () => {
    const { intentId } = await unheard();
    const [ours] = (await eventsOf(intentId)).filter(({ type }) => type === 'payment_intent.created');
    const others = { ...ours!, id: 'evt_of_others', type: 'charge.succeeded', objectId: 'ch_others', objectType: 'charge', belongsTo: {} };
    for (const event of [ours!, others]) await world.get(ReceiveEvent).execute(event, 'webhook');
    expect((await world.get(ReadPaymentState).execute()).backlog).toEqual({ count: 2, oldestReceivedAt: expect.any(Date) });
    await drain();
    expect((await world.get(ReadPaymentState).execute()).backlog).toEqual({ count: 0 });
    world.forward(3 * 86_400_000 + 60_000);
    await drain();
    expect(await raw(others.id)).toMatchObject({ state: 'ignored', reason: 'no_intent', expiresAt: expect.any(Date) });
    expect(await raw(ours!.id)).toMatchObject({ state: 'given_up', reason: 'no_payment', expiresAt: expect.any(Date) });
    expect((await world.get(ReadPaymentState).execute()).events).toContainEqual(expect.objectContaining({ _id: ours!.id, reason: 'no_payment' }));
    world.forward(-3 * 86_400_000 - 60_000);
  });

  it('a backlog is counted, with the age of its oldest', async () => {
    await world.get(ReceiveEvent).execute({ id: 'evt_late', type: 'charge.succeeded', objectId: 'ch_late', objectType: 'charge', belongsTo: {}, createdAt: new Date() }, 'webhook');
    world.forward(90_000);
    await world.get(CountWhatWaits).execute();
    const value = async (name: string) => (await metricsRegistry.getSingleMetric(name)?.get())?.values[0]?.value;
    expect(await value('plumbline_stripe_events_waiting')).toBe(1);
    expect(await value('plumbline_stripe_events_oldest_seconds')).toBeGreaterThanOrEqual(90);
    await drain();
    await world.get(CountWhatWaits).execute();
    expect([await value('plumbline_stripe_events_waiting'), await value('plumbline_stripe_events_oldest_seconds')]).toEqual([0, 0]);
    world.forward(-90_000);
  });

  it('what waits is counted by indexes alone', async () => {
    const reads = await profiled(world.firms.database, () => world.get(CountWhatWaits).execute());
    expect(reads.length).toBeGreaterThan(3);
    expect(reads.filter(({ planSummary }) => planSummary?.includes('COLLSCAN')).map(({ ns, command }) => [ns, JSON.stringify(command)])).toEqual([]);
  });

  it('a type that means nothing here is kept and ignored', async () => {
    await world.get(ReceiveEvent).execute({ id: 'evt_other', type: 'customer.created', objectId: 'cus_1', objectType: 'customer', belongsTo: {}, createdAt: new Date() }, 'webhook');
    expect(await raw('evt_other')).toMatchObject({ state: 'ignored', reason: 'type' });
  });

  it('an event is read from its bytes, and refused without a trace otherwise', async () => {
    const reader = world.get(WebhookReader);
    const { webhookSecret } = world.emulator;
    const now = Math.floor(Date.now() / 1_000);
    const told = Buffer.from(JSON.stringify({ id: 'evt_told', object: 'event', type: 'refund.updated', created: now, data: { object: { id: 're_1', object: 'refund', charge: 'ch_1', payment_intent: { id: 'pi_1' } } } }));
    const present = world.get(Clock).now();
    expect(reader.read(told, signed(told, webhookSecret, present))).toEqual({ id: 'evt_told', type: 'refund.updated', objectId: 're_1', objectType: 'refund', belongsTo: { charge: 'ch_1', payment_intent: 'pi_1' }, createdAt: new Date(now * 1_000) });
    const refusal = (bytes: Buffer, header: string): unknown => {
      try {
        return reader.read(bytes, header);
      } catch (error) {
        return error instanceof Problem ? error.type : error;
      }
    };
    expect(refusal(told, signed(told, 'whsec_of_somebody_else_00', present))).toBe(PAYMENT_PROBLEMS.WEBHOOK_SIGNATURE_INVALID);
    for (const text of ['', 'no json', '[]', '{"object":"event"}', '{"id":"evt_1","object":"event","type":"x","created":1,"data":{}}', '{"id":"evt $1","object":"event","type":"x","created":1,"data":{"object":{}}}']) {
      const bytes = Buffer.from(text);
      expect([text, refusal(bytes, signed(bytes, webhookSecret, present))]).toEqual([text, PROBLEMS.MALFORMED_BODY]);
    }
  });
});
