import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { PROBLEMS } from '@plumbline/problems';
import { profiled } from '../../../test/fixtures/firms.js';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { ReceiveEvent } from './use-cases/events/receive-event.js';
import { ShowPayment } from './use-cases/show-payment.js';

const CHANGE = { at: new Date(), action: 'payment.captured', actor: 'system', data: { amount: 240_000 } } as const;

let world: PaymentsWorld;
let desk: AfterSaleDesk;
beforeAll(async () => {
  world = await PaymentsWorld.open();
  desk = new AfterSaleDesk(world);
}, 60_000);
afterAll(() => world.close());

it('one payment is shown whole: what was decided, asked, heard, booked and changed, its events in whatever state, and no person', async () => {
  const [{ id, intentId = '', chargeId = '' }, other] = [await desk.captured(), await desk.captured()];
  await world.emulator.stripe.refunds.create({ charge: chargeId, amount: 10_000 });
  await desk.hear();
  const event = { objectType: 'radar.review', objectId: 'prv_1', belongsTo: { charge: chargeId, payment_intent: intentId }, createdAt: new Date() };
  await world.get(ReceiveEvent).execute({ id: 'evt_means_nothing', type: 'review.opened', ...event }, 'webhook');
  await world.get(ReceiveEvent).execute({ id: 'evt_waits', type: 'refund.updated', ...event, objectType: 'refund', objectId: 're_waits' }, 'webhook');

  const { payment, lines } = await world.get(ShowPayment).execute(id, [CHANGE]);
  const told = lines.map(({ kind, what }) => `${kind} ${what}`);
  expect(told).toEqual(expect.arrayContaining(['decision attempt: challenge', 'operation intent.create succeeded', 'operation intent.capture succeeded', 'event payment_intent.succeeded', 'event charge.captured', 'event refund.created', 'ledger 1 capture', 'ledger 3 refund', 'change payment.captured']));
  expect(lines.filter(({ kind }) => kind === 'event').map(({ detail }) => detail)).toEqual(expect.arrayContaining([expect.stringMatching(/^evt_means_nothing prv_1: ignored/), expect.stringMatching(/^evt_waits re_waits: received/), expect.stringMatching(/: applied$/)]));
  expect(lines.map(({ at }) => at.getTime())).toEqual([...lines.map(({ at }) => at.getTime())].sort((one, another) => one - another));
  const shown = JSON.stringify({ payment, lines });
  for (const hidden of ['Ada Lovell', 'ada@harborpine.example', 'billing', 'disputeAnswers', other.chargeId]) expect(shown).not.toContain(hidden);
});

it('its events are found by an index, however many there are', async () => {
  const { id } = await desk.captured();
  const [read, ...more] = await profiled(world.firms.database, () => world.get(ShowPayment).execute(id, []), 'stripe_events');
  expect([read?.planSummary, more]).toEqual(['IXSCAN { mentions: 1 }', []]);
});

it('an unknown payment is not found', async () => {
  await expect(world.get(ShowPayment).execute(randomUUID(), [])).rejects.toMatchObject({ type: PROBLEMS.NOT_FOUND });
});
