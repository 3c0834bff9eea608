import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { timed } from '../../tools/progress.mjs';
import { BUILT } from '../harness/laboratory.mjs';
import { interleave, median } from '../harness/measure.mjs';
import { cpuMicrosOf, Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { answerChallenge, Emulator, pause } from './emulator.mjs';
import { agree, Client, found, orderOf, settle } from './market.mjs';

export const PROGRAM = path.join(BUILT, 'bench', 'payments', 'service.js');
const SDK_ALONE = new URL('sdk-alone.mjs', import.meta.url).pathname;
const NAME = 'checkout';
const FIRMS = 51;
const PAYERS = 32;
/** How often the benchmark looks in the database who may go on: payers who ask would cost the service more than it takes to pay. */
const LOOK_MS = 20;
/** Every tenth payer is sent to the issuer's page. */
const cardOf = (_, place) => (place % 10 === 9 ? 'pm_card_threeDSecure2Required' : 'pm_card_visa');
const OUTBOXES = ['payments', 'payment_customers', 'service_requests'];

/** Tells payers when the system has captured their payments. */
class Captures {
  #waiting = new Map();
  #stopped = false;

  constructor(payments) {
    void this.#look(payments);
  }

  /** @param {string} id */
  of(id) {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  stop() {
    this.#stopped = true;
  }

  async #look(payments) {
    while (!this.#stopped) {
      const found = this.#waiting.size === 0 ? [] : await payments.find({ _id: { $in: [...this.#waiting.keys()] }, state: 'captured' }, { projection: { _id: 1 } }).toArray();
      for (const { _id } of found) {
        this.#waiting.get(_id)();
        this.#waiting.delete(_id);
      }
      await pause(LOOK_MS);
    }
  }
}

/** Until nothing is left to be done: each event is applied, invoiced, booked and told to whoever listens. */
async function quiet(db, emulator) {
  const asked = [...OUTBOXES.map((name) => [name, { unrelayed: { $exists: true } }]), ['stripe_events', { dueAt: { $exists: true } }], ['jobs', { everyMs: { $exists: false }, dueAt: { $exists: true }, name: /^(payments|marketplace)\./ }]];
  for (;;) {
    await emulator.delivered();
    const left = await Promise.all(asked.map(([name, filter]) => db.collection(name).findOne(filter, { projection: { _id: 1 } })));
    if (left.every((one) => one === null)) return;
    await pause(LOOK_MS);
  }
}

/**
 * Whole checkouts by many payers in a closed loop: each creates a payment, answers the issuer where it asks, confirms, and begins the next
 * one when the system has captured it.
 * @returns {Promise<{ ids: string[], createMs: number[], capturedMs: number, quietMs: number }>} `quietMs`: until all that follows was done, too
 */
export async function checkOut({ client, db, emulator }, agreed, cards = cardOf) {
  const tokens = await emulator.tokens(agreed.map(cards));
  const captures = new Captures(db.collection('payments'));
  const [ids, createMs] = [[], []];
  const waiting = agreed.entries();
  const begun = performance.now();
  const pay = async () => {
    for (const [place, agreement] of waiting) {
      const sent = performance.now();
      const { id, state, nextAction } = await client.call('POST', 'payments', { person: agreement.person, body: orderOf(agreement, tokens[place]), key: randomUUID() });
      createMs.push(performance.now() - sent);
      ids.push(id);
      if (state === 'requires_action') {
        await answerChallenge(nextAction.redirectUrl);
        await client.call('POST', `payments/${id}/confirm`, { person: agreement.person, body: {}, key: randomUUID() });
      } else if (state !== 'authorised') throw new Error(`A payment is ${state}.`);
      await captures.of(id);
    }
  };
  await Promise.all(Array.from({ length: PAYERS }, pay));
  const capturedMs = performance.now() - begun;
  captures.stop();
  await quiet(db, emulator);
  return { ids, createMs, capturedMs, quietMs: performance.now() - begun };
}

/** A service that does everything, a market around it, an emulator that tells it. */
export async function openShop(laboratory, name, people) {
  const emulator = await Emulator.start();
  await settle(laboratory, name, people);
  const server = await Server.start(PROGRAM, name, laboratory.environment(name, { ...emulator.environment, ROLE: 'all' }));
  const client = new Client(server.port);
  const market = await found(client, people);
  await emulator.deliverTo(`http://127.0.0.1:${server.port}/api/v1/webhooks/stripe`);
  return { emulator, server, client, market, db: laboratory.db(name) };
}

async function openSdkAlone() {
  const emulator = await Emulator.start();
  const server = await Server.start(SDK_ALONE, 'sdk-alone', emulator.environment);
  await emulator.deliverTo(`http://127.0.0.1:${server.port}/`);
  const customers = [];
  for (let firm = 1; firm < FIRMS; firm += 1) customers.push((await emulator.stripe.customers.create()).id);
  return { emulator, server, customers };
}

/** CPU of the three programs, and the calls that reached the emulator, for each of `count` checkouts. */
async function counted(laboratory, { server, emulator }, count, work) {
  const look = async () => [(await server.usage()).cpuMicros, cpuMicrosOf(laboratory.mongodPid) ?? NaN, emulator.cpuMicros, (await emulator.state()).requests];
  const before = await look();
  const done = await work();
  const [own, mongod, emulated, calls] = (await look()).map((value, place) => (value - before[place]) / count);
  return { done, own: own / 1_000, mongod: mongod / 1_000, emulated: emulated / 1_000, calls };
}

async function sdkSlice(laboratory, { emulator, server, customers }, count) {
  const tokens = await emulator.tokens(Array.from({ length: count }, cardOf));
  const pay = tokens.map((token, place) => ({ token, customer: customers[place % customers.length] }));
  const { done, own, emulated, calls } = await counted(laboratory, { server, emulator }, count, async () => {
    const { ms } = await server.perform({ pay, atOnce: PAYERS });
    await emulator.delivered();
    while ((await server.perform({ rereading: true })).rereading > 0) await pause();
    return ms;
  });
  return { perSecond: (count / done) * 1_000, own, mongod: 0, emulated, all: own + emulated, calls };
}

async function plumblineSlice(laboratory, shop, count, seen) {
  const agreed = await agree(shop.db, shop.market, count);
  // The tokens are the card forms' work, not the checkout's: they are made before anything is counted.
  const tokens = await shop.emulator.tokens(agreed.map(cardOf));
  const emulator = { tokens: async () => tokens, delivered: () => shop.emulator.delivered() };
  const { done, own, mongod, emulated, calls } = await counted(laboratory, shop, count, () => checkOut({ ...shop, emulator }, agreed));
  const stored = await shop.db.collection('payments').find({ _id: { $in: done.ids } }, { projection: { authorisedAt: 1, capturedAt: 1 } }).toArray();
  seen.create.push(...done.createMs);
  seen.capture.push(...stored.map(({ authorisedAt, capturedAt }) => capturedAt - authorisedAt));
  return { perSecond: (count / done.capturedMs) * 1_000, settledPerSecond: (count / done.quietMs) * 1_000, own, mongod, emulated, all: own + mongod + emulated, calls };
}

/** @returns {Promise<string>} */
export async function measureCheckout(laboratory, _generator, { checkoutRounds, checkouts, warmUpCheckouts }) {
  const seen = { create: [], capture: [] };
  const { shop, alone } = await timed('shop', async () => ({ shop: await openShop(laboratory, NAME, laboratory.people.slice(0, FIRMS)), alone: await openSdkAlone(), text: `${FIRMS - 1} firms that pay` }));
  const results = await timed('checkouts', async () => {
    const measure = (count) => (name) => (name === 'sdk' ? sdkSlice(laboratory, alone, count) : plumblineSlice(laboratory, shop, count, seen));
    await interleave(['sdk', 'plumbline'], 1, measure(warmUpCheckouts));
    for (const list of Object.values(seen)) list.length = 0;
    const measured = await interleave(['sdk', 'plumbline'], checkoutRounds, measure(checkouts));
    return { measured, text: `${checkoutRounds} rounds of ${checkouts}` };
  });
  shop.client.close();
  for (const { server, emulator } of [shop, alone]) {
    await server.stop();
    emulator.stop();
  }
  return report(results.measured, seen, { checkoutRounds, checkouts });
}

export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function report(results, seen, { checkoutRounds, checkouts }) {
  const of = (name, figure) => median(results.get(name)[figure]);
  const ms = (value) => `${value.toFixed(1)} ms`;
  const row = (title, name) => [title, of(name, 'perSecond').toFixed(0), ...['own', 'mongod', 'emulated', 'all'].map((figure) => ms(of(name, figure))), of(name, 'calls').toFixed(1)];
  const share = (figure) => median(results.get('plumbline').all.map((all, round) => figure(round) / all));
  const [ours, theirs] = [results.get('plumbline'), results.get('sdk')];
  const percent = (value) => `${(value * 100).toFixed(0)} %`;
  return [
    '## payments: checkout',
    `Whole checkouts by ${PAYERS} payers in a closed loop over plain HTTP: create, for every tenth of them the issuer's page and confirm, captured by the system; then webhooks applied, invoice, journal, audit log. CPU for each, all of that included; medians of ${checkoutRounds} rounds of ${checkouts} in turns. Beside it the same calls by the SDK alone, which keeps nothing.`,
    '',
    table([['', 'captured / s', 'own process', 'mongod', 'emulator', 'all', 'Stripe calls'], row('Plumbline', 'plumbline'), row('the SDK alone', 'sdk')]),
    '',
    `- with all that follows done: ${of('plumbline', 'settledPerSecond').toFixed(0)} a second; checkouts a second / those of the SDK alone: ${median(ours.perSecond.map((value, round) => value / theirs.perSecond[round])).toFixed(2)}`,
    `- CPU that is the service's ${percent(share((round) => ours.own[round]))}, mongod's ${percent(share((round) => ours.mongod[round]))}, the emulator's ${percent(share((round) => ours.emulated[round]))}; the payers' is not in it`,
    `- share that is ours, all that the SDK alone would not need: ${percent(share((round) => ours.all[round] - theirs.all[round]))}`,
    `- create: p50 ${ms(percentile(seen.create, 0.5))}, p99 ${ms(percentile(seen.create, 0.99))}`,
    `- authorised -> captured: p50 ${ms(percentile(seen.capture, 0.5))}, p99 ${ms(percentile(seen.capture, 0.99))}`,
  ].join('\n');
}
