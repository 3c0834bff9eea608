import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../fixtures/eventually.js';
import { Checkout, PATHS } from './checkout.fixture.js';
import { compared, type Outcome, outcomeOf } from './outcome.fixture.js';
import { Market } from './parties.fixture.js';
import { PaymentsStack } from './stack.fixture.js';
import { COPIES, Storm } from './storm.fixture.js';
import { print, Table, WHOLE } from './tables.fixture.js';

const MINUTE = 60_000;
const PAYMENTS = WHOLE ? 9 : 3;
const DEATHS = WHOLE ? 4 : 1;
const EVERY_MS = 2_500;
/** A dispute and a warning beside the two usual ways. */
const WAYS = [...PATHS, 'disputed'] as const;
type Way = (typeof WAYS)[number];

let stack: PaymentsStack;
let market: Market;
const references = new Map<Way, Outcome>();

/** A checkout whose events come once each, when all else is still. */
async function undisturbed(path: Way): Promise<Outcome> {
  const settled = async (): Promise<void> => {
    await stack.quiet();
    await stack.deliver();
    await stack.quiet();
  };
  return outcomeOf(stack, await new Checkout(stack, await market.agree(), settled).run(path));
}

beforeAll(async () => {
  stack = await PaymentsStack.open({ MONGODB_POOL_SIZE: '50' });
  market = new Market(stack);
  await stack.emulator.post('webhooks', { paused: true });
  for (const path of WAYS) references.set(path, await undisturbed(path));
}, 5 * MINUTE);

afterAll(() => stack.close(), MINUTE);

/** Delivers an event about something that nobody knows, signed as Stripe signs. @returns its id. */
async function deliver(type: string): Promise<string> {
  const id = `evt_${randomUUID().replaceAll('-', '')}`;
  const payload = JSON.stringify({ id, object: 'event', type, created: Math.floor(Date.now() / 1_000), data: { object: { id: 'pi_nobodyknowsit', object: 'payment_intent' } } });
  const signature = stack.emulator.stripe.webhooks.generateTestHeaderString({ payload, secret: stack.emulator.webhookSecret });
  const { status } = await stack.http.send({ method: 'POST', path: '/api/v1/webhooks/stripe', headers: { 'content-type': 'application/json', 'stripe-signature': signature }, body: payload });
  expect(status).toBe(200);
  return id;
}

/** Whether a type has an effect here, as the service itself decides when it takes such an event in: then one that was lost must be found. */
async function meansSomething(type: string): Promise<boolean> {
  const _id = await deliver(type);
  await eventually(async () => expect((await stack.collection('stripe_events').findOne({ _id }))?.['state']).toMatch(/^(parked|ignored)$/));
  const probe = await stack.collection('stripe_events').findOneAndDelete({ _id });
  return probe?.['reason'] !== 'type';
}

describe('a storm of webhooks', () => {
  it('leaves each payment as it would be without one', async () => {
    const agreed = [];
    for (let place = 0; place < PAYMENTS; place += 1) agreed.push(await market.agree());
    // From now on events come by the storm alone.
    await stack.deliver();
    await stack.emulator.post('webhooks', { endpoints: [] });
    const known = await stack.emulator.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1_000 });
    const storm = new Storm(stack, known.map((event) => event.id));
    storm.start();
    const paid = Promise.all(agreed.map(async (one, place) => {
      const path = WAYS[place % WAYS.length] as Way;
      return { path, id: await new Checkout(stack, one, () => storm.settled()).run(path) };
    }));
    for (let death = 0; death < DEATHS; death += 1) {
      await delay(EVERY_MS + randomInt(EVERY_MS));
      await stack.kill();
    }
    const payments = await paid;
    await storm.stop();
    await stack.quiet();

    const table = new Table(`Webhook storm: ${PAYMENTS} payments, each event ${COPIES} times at once, shuffled; the service killed ${stack.deaths} times`, [['type', 42], ['events', 6], ['taken', 6], ['again', 6], ['unsent', 6], ['forged', 6], ['refused', 7], ['known once', 0]]);
    const missing: string[] = [];
    for (const [type, { events, taken, repeated, lost, forged, refused }] of [...storm.tallies].sort()) {
      // What means nothing here is not looked for where it was not delivered.
      const [state, expected] = (await meansSomething(type)) ? ['applied', events] : ['ignored', events - lost];
      const isWhole = (await stack.collection('stripe_events').countDocuments({ type, receivedAt: { $gte: storm.begun }, state })) === expected;
      table.row(type, events, taken, repeated, lost, forged, refused, isWhole);
      if (!isWhole || taken !== (events - lost) * COPIES || forged !== refused) missing.push(type);
    }
    const results = await Promise.all(payments.map(async ({ path, id }) => ({ path, ...compared(references.get(path) as Outcome, await outcomeOf(stack, id)), faults: (await outcomeOf(stack, id)).faults })));
    const losses = results.reduce((sum, result) => sum + result.losses.length + (result.isEqual ? 0 : 1), missing.length);
    const doubles = results.reduce((sum, result) => sum + result.doubles.length, 0);
    print(`\n${payments.length} payments, ${losses} losses, ${doubles} doubles`);
    expect(results).toEqual(results.map(({ path }) => ({ path, isEqual: true, losses: [], doubles: [], differences: [], faults: [] })));
    expect(missing).toEqual([]);
    expect(await stack.collection('stripe_events').countDocuments({ _id: { $in: [...storm.forgedIds] } })).toBe(0);
    expect(storm.forgedIds.length).toBeGreaterThan(0);
  }, 10 * MINUTE);

  it('keeps an event about something unknown: neither applied nor forgotten', async () => {
    const id = await deliver('payment_intent.succeeded');
    await eventually(async () => (await stack.collection('stripe_events').findOne({ _id: id }))?.['state'] === 'parked');
  });
});
