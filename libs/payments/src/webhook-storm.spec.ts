import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import type { Payment } from './domain/payment.js';
import { EventWorker } from './jobs/event-worker.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { EventAppliers } from './use-cases/events/event-appliers.js';
import { ReceiveEvent } from './use-cases/events/receive-event.js';
import { PaymentProcessor, type ProcessorEvent } from './use-cases/payment-processor.js';

const DUPLICATES = 50;

let world: PaymentsWorld;
let desk: AfterSaleDesk;
beforeAll(async () => {
  world = await PaymentsWorld.open({ env: { TRANSFER_HOLD_HOURS: '0' } });
  desk = new AfterSaleDesk(world);
}, 60_000);
afterAll(() => world.close());

async function announced(): Promise<readonly ProcessorEvent[]> {
  const events: ProcessorEvent[] = [];
  for await (const event of world.get(PaymentProcessor).listEvents(new Date(Date.now() - 3_600_000))) events.push(event);
  return [...events, ...(await desk.connectEvents())].filter(({ type }) => world.get(EventAppliers).of(type) !== undefined);
}

const kinds = ({ ledger }: Payment): readonly string[] => ledger.map(({ kind }) => kind).sort();

function expectBalanced({ ledger }: Payment): void {
  for (const { postings } of ledger) expect(postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  expect(new Set(ledger.map(({ kind, source }) => `${kind}:${source}`)).size).toBe(ledger.length);
}

it('50 concurrent duplicates of every type, shuffled, by three workers: each effect once', async () => {
  const { stripe } = world.emulator;
  await desk.onboarded();
  const sold = await desk.captured(undefined, 'completed');
  await desk.relay();
  world.forward(3_000);
  await desk.send();
  const [disputed, warned] = [await desk.captured(), await desk.captured()];
  // All that follows is done at Stripe alone: nothing of it is known here but by its events.
  await stripe.refunds.create({ charge: sold.chargeId ?? '', amount: 10_000 });
  const { transfer } = await world.payment(sold.id);
  await stripe.transfers.createReversal(transfer?.transferId ?? '', { amount: 5_000 });
  await world.emulator.post('disputes', { charge: disputed.chargeId });
  await world.emulator.post('early-fraud-warnings', { charge: warned.chargeId });

  const events = await announced();
  const types = [...new Set(events.map(({ type }) => type))];
  expect(types).toEqual(expect.arrayContaining(['payment_intent.succeeded', 'charge.captured', 'refund.created', 'charge.refunded', 'charge.dispute.created', 'radar.early_fraud_warning.created', 'transfer.created', 'transfer.reversed', 'account.updated']));
  const storm = events.flatMap((event) => Array.from({ length: DUPLICATES }, () => ({ event, place: Math.random() }))).sort((one, other) => one.place - other.place);
  const drain = async (): Promise<void> => {
    while ((await world.get(EventWorker).drain()) > 0);
  };
  const intake = storm.values();
  const taken = await Promise.all([...Array.from({ length: DUPLICATES }, async () => {
    let fresh = 0;
    for (const { event } of intake) if (await world.get(ReceiveEvent).execute(event, 'webhook')) fresh += 1;
    return fresh;
  }), drain(), drain(), drain()].map(async (work) => (await work) ?? 0));
  expect(taken.reduce((sum, fresh) => sum + fresh, 0)).toBe(events.length);
  await drain();
  expect(await world.collection('stripe_events').distinct('state', { _id: { $in: events.map(({ id }) => id) } })).toEqual(['applied']);

  const [one, other, third] = await Promise.all([world.payment(sold.id), world.payment(disputed.id), world.payment(warned.id)]);
  for (const payment of [one, other, third]) expectBalanced(payment);
  expect(kinds(one)).toEqual(['capture', 'processor_fee', 'refund', 'reversal', 'transfer']);
  expect(one).toMatchObject({ state: 'captured', refundReserved: 10_000, refunds: [{ state: 'succeeded', amount: 10_000 }], transfer: { state: 'paid', reversed: 5_000 } });
  expect(kinds(other)).toEqual(['capture', 'dispute_fee', 'dispute_opened', 'processor_fee']);
  expect(other).toMatchObject({ disputed: other.amount, disputes: [{ state: 'open' }] });
  expect(third.warnings).toMatchObject([{ actionable: true }]);
}, 120_000);
