import { createHmac, randomBytes } from 'node:crypto';
import { goal } from '../harness/goals.mjs';
import { timed } from '../../tools/progress.mjs';
import { median } from '../harness/measure.mjs';
import { Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { checkOut, openShop, percentile, PROGRAM } from './checkout.mjs';
import { pause } from './emulator.mjs';
import { agree } from './market.mjs';
import { requestSlice } from './slices.mjs';

const NAME = 'webhooks';
const FIRMS = 51;
const CONNECTIONS = 32;
const PATH = '/api/v1/webhooks/stripe';
/** More than are ever answered: an event that is sent twice is refused as a duplicate, which is cheaper. */
const MOST_A_SECOND = 4_000;
const SLO_MS = 60_000;
const GOAL_A_SECOND = 1_000;

/** Bodies as the emulator delivers them, about payments that are there. */
export async function eventsAbout(emulator, count) {
  const events = [];
  for await (const event of emulator.stripe.events.list({ type: 'payment_intent.succeeded', limit: 100 })) {
    events.push(JSON.parse(JSON.stringify(event)));
    if (events.length === count) break;
  }
  return events;
}

/** So many distinct deliveries, signed now. @param {object[]} events each is told again and again, under an id of its own */
export function deliveries(events, secret, count) {
  const seconds = Math.floor(Date.now() / 1_000);
  return Array.from({ length: count }, (_, place) => {
    const body = JSON.stringify({ ...events[place % events.length], id: `evt_bench${randomBytes(12).toString('hex')}` }, null, 2);
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    return {
      head: `POST ${PATH} HTTP/1.1\r\nHost: bench.plumbline.test\r\nAccept: */*\r\nUser-Agent: Stripe/1.0\r\nContent-Type: application/json; charset=utf-8\r\nStripe-Signature: t=${seconds},v1=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`,
      body,
    };
  });
}

/** One slice of intake, as fast as the connections are answered. */
async function intakeSlice(laboratory, generator, server, { emulator, events }, seconds) {
  const most = Math.ceil(seconds * MOST_A_SECOND);
  await generator.load(NAME, deliveries(events, emulator.secret, most));
  return requestSlice(laboratory, generator, server, { requests: NAME, connections: CONNECTIONS, seconds, most });
}

async function untilApplied(collection) {
  while ((await collection.findOne({ dueAt: { $exists: true } }, { projection: { _id: 1 } })) !== null) await pause();
}

/** From when an event was taken in until it had its effect, of all that were taken in since. */
async function latencies(collection, since) {
  const found = await collection.find({ receivedAt: { $gte: since } }, { projection: { receivedAt: 1, settledAt: 1, state: 1 } }).toArray();
  const lost = found.filter(({ state }) => state !== 'applied');
  if (lost.length > 0) throw new Error(`${lost.length} of ${found.length} events are not applied; one is ${lost[0].state}.`);
  return found.map(({ receivedAt, settledAt }) => settledAt - receivedAt);
}

/** @returns {Promise<string>} */
export async function measureWebhooks(laboratory, generator, { payments, intakeRounds, intakeSeconds, paceSeconds, warmUpEvents }) {
  const { emulator, server: all, client, market, db } = await timed('shop', () => openShop(laboratory, NAME, laboratory.people.slice(0, FIRMS)));
  const stored = db.collection('stripe_events');
  const events = await timed('payments', async () => {
    await checkOut({ client, db, emulator }, await agree(db, market, payments), () => 'pm_card_visa');
    await emulator.deliverTo();
    return Object.assign(await eventsAbout(emulator, payments), { text: `${payments} that events are about` });
  });
  await all.stop();
  const environment = (role) => laboratory.environment(NAME, { ...emulator.environment, ROLE: role });
  const intake = await timed('intake', async () => {
    const api = await Server.start(PROGRAM, NAME, environment('api'));
    const slices = [];
    await intakeSlice(laboratory, generator, api, { emulator, events }, warmUpEvents / GOAL_A_SECOND);
    for (let round = 0; round < intakeRounds; round += 1) slices.push(await intakeSlice(laboratory, generator, api, { emulator, events }, intakeSeconds));
    await api.stop();
    return { slices, text: `${intakeRounds} rounds` };
  });
  const backlog = await timed('backlog', async () => {
    const count = await stored.countDocuments({ dueAt: { $exists: true } });
    const worker = await Server.start(PROGRAM, NAME, environment('worker'));
    const begun = performance.now();
    await untilApplied(stored);
    const ms = performance.now() - begun;
    await worker.stop();
    return { count, ms, perSecond: (count / ms) * 1_000, text: `${count} events` };
  });
  const paced = await timed('pace', async () => {
    const server = await Server.start(PROGRAM, NAME, environment('all'));
    const rate = Math.max(5, Math.floor(backlog.perSecond / 2));
    await generator.load(NAME, deliveries(events, emulator.secret, rate * paceSeconds * 2));
    const since = new Date();
    await requestSlice(laboratory, generator, server, { requests: NAME, connections: CONNECTIONS, seconds: paceSeconds, rate });
    await untilApplied(stored);
    const measured = await latencies(stored, since);
    await server.stop();
    return { rate, measured, text: `${rate} a second` };
  });
  client.close();
  emulator.stop();
  return report(intake.slices, backlog, paced);
}

function report(slices, backlog, { rate, measured }) {
  const of = (figure) => median(slices.map((slice) => slice[figure]));
  const ms = (value) => `${value.toFixed(1)} ms`;
  const applied = percentile(measured, 0.99);
  return [
    '## payments: webhooks',
    `Distinct signed events about captured payments over plain HTTP, ${CONNECTIONS} at a time, each answered when the majority has it in its journal (intake, ROLE=api); then a worker alone applies what has gathered, asking the emulator of each what it is now; then both in one process (ROLE=all) at half the pace at which the worker applied. CPU for an event.`,
    '',
    table([['', 'a second', 'server', 'mongod', 'p50', 'p99'], ['acknowledged durably', of('perSecond').toFixed(0), `${of('own').toFixed(0)} us`, `${of('mongod').toFixed(0)} us`, ms(of('p50')), ms(of('p99'))]]),
    '',
    `- ${backlog.count} events that gathered were applied in ${(backlog.ms / 1_000).toFixed(1)} s: ${backlog.perSecond.toFixed(0)} a second`,
    `- received -> applied at ${rate} a second: p50 ${ms(percentile(measured, 0.5))}, p99 ${ms(applied)}`,
    '',
    goal('events acknowledged durably a second', of('perSecond'), '>=', GOAL_A_SECOND),
    goal('p99 of received -> applied, ms', applied, '<=', SLO_MS),
  ].join('\n');
}
