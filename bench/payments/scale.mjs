import { randomUUID } from 'node:crypto';
import { goal } from '../harness/goals.mjs';
import { timed } from '../../tools/progress.mjs';
import { interleave, median, ratio } from '../harness/measure.mjs';
import { Server } from '../harness/processes.mjs';
import { table } from '../harness/report.mjs';
import { getRequests, postRequests } from '../harness/world.mjs';
import { checkOut, openShop, PROGRAM } from './checkout.mjs';
import { agree, orderOf } from './market.mjs';
import { costOf, requestSlice } from './slices.mjs';
import { deliveries, eventsAbout } from './webhooks.mjs';

const ORIGIN = 'origin';
const FIRMS = 51;
const CONNECTIONS = 16;
const CREATES = 60;
const EVENTS = 100;
const UNSETTLED = 20;
const SWEEPS = ['payments.settle-operations', 'payments.release-authorisations', 'payments.send-transfers'];
const JOURNAL = 'payments.check-journal';
const LIMIT = 1.3;

/** Way -> what it is called, and what its time is. */
const WAYS = {
  create: ['POST /payments', 'p50'],
  get: ['GET /payments/:id', 'p50'],
  list: ['GET /payments?side=client', 'p50'],
  apply: ['an event applied', `each, ${EVENTS} at once`],
  sweep: [`a sweepers' pass, ${UNSETTLED} operations unsettled`, 'whole pass'],
  journal: ['a pass of the comparison of the journal, up to 1,000 payments', 'whole pass'],
};

/** What differs between the copies of a document, by collection; all else is the document's own. Only what is read again must be readable: the first copy. */
const COPIED = {
  payments: { digits: ['_id', 'proposalId', 'serviceRequestId', 'clientBusinessId', 'providerBusinessId'], ends: ['intentId', 'chargeId'] },
  service_requests: { digits: ['_id', 'businessId'], within: { agreement: ['proposalId', 'providerBusinessId'] } },
  ledger_entries: { digits: ['_id', 'paymentId'] },
  stripe_events: { ends: ['_id'], only: { $eq: ['$type', 'payment_intent.succeeded'] } },
};

/** Copies a database within the server; some collections so many times. The first copy of each document is the document itself. */
async function multiply(laboratory, into, copies) {
  const db = laboratory.db(ORIGIN);
  for (const { name } of await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray()) {
    if (name.startsWith('system.')) continue;
    await db.collection(name).aggregate([...(COPIED[name] === undefined ? [] : copying(COPIED[name], copies)), { $out: { db: into, coll: name } }]).toArray();
    const indexes = (await db.collection(name).indexes()).filter(({ name: index }) => index !== '_id_').map((index) => Object.fromEntries(Object.entries(index).filter(([member]) => member !== 'v')));
    // All in one command: the documents are read once.
    if (indexes.length > 0) await laboratory.db(into).command({ createIndexes: name, indexes });
  }
}

function copying({ digits = [], ends = [], within = {}, only = true }, copies) {
  const number = { $substrBytes: [{ $toString: { $add: [10_000, '$copy'] } }, 1, 4] };
  const renamed = (from, names) => Object.fromEntries(names.map((name) => [name, { $concat: [number, { $substrBytes: [`${from}.${name}`, 4, -1] }] }]));
  const parts = Object.entries(within).map(([name, ids]) => [name, { $mergeObjects: [`$document.${name}`, renamed(`$document.${name}`, ids)] }]);
  const changed = { ...renamed('$document', digits), ...Object.fromEntries(ends.map((name) => [name, { $concat: [`$document.${name}`, 'c', number] }])), ...Object.fromEntries(parts) };
  return [
    { $project: { document: '$$ROOT', copy: { $cond: [only, { $range: [0, copies] }, [0]] } } },
    { $unwind: '$copy' },
    { $replaceWith: { $mergeObjects: ['$document', { $cond: [{ $eq: ['$copy', 0] }, {}, changed] }] } },
  ];
}

/** Payments that went through the application, and around them as many copies as a size asks for. */
async function lay(laboratory, plan, progress) {
  const { emulator, server, client, market, db } = await openShop(laboratory, ORIGIN, laboratory.people.slice(0, FIRMS));
  progress.note(`${plan.realPayments} through the application`);
  const agreed = await agree(db, market, plan.realPayments);
  await checkOut({ client, db, emulator }, agreed, () => 'pm_card_visa');
  await emulator.deliverTo();
  await server.stop();
  client.close();
  for (const [name, size] of Object.entries(plan.sizes)) {
    progress.note(`storing ${size.toLocaleString('en')}`);
    await multiply(laboratory, name, size / plan.realPayments);
    // The copies were all booked in one moment, as no service books: as if that moment had been looked at.
    await laboratory.db(name).collection('payment_sweeps').updateOne({ _id: 'journal' }, { $set: { v: 1, through: new Date(Date.now() + 86_400_000) } }, { upsert: true });
  }
  const owners = new Map(market.firms.map(({ businessId, person }) => [businessId, person]));
  const payments = (await db.collection('payments').find({}, { projection: { clientBusinessId: 1 } }).toArray()).map(({ _id, clientBusinessId }) => ({ id: _id, person: owners.get(clientBusinessId) }));
  return { emulator, market, payments, events: await eventsAbout(emulator, plan.realPayments), text: Object.values(plan.sizes).map((size) => size.toLocaleString('en')).join(' and ') };
}

/** Each way's slice against one of the sizes. */
function waysOf(laboratory, generator, servers, world, seconds) {
  const { emulator, market, payments, events } = world;
  const requests = (name, list, more = {}) => generator.load(name, list).then(() => requestSlice(laboratory, generator, servers.get(name), { requests: name, connections: CONNECTIONS, seconds, ...more }));
  return {
    async create(name) {
      const db = laboratory.db(name);
      const agreed = await agree(db, market, CREATES);
      const tokens = await emulator.tokens(agreed.map(() => 'pm_card_visa'));
      const list = postRequests(agreed.map((agreement, place) => ({ path: '/api/v1/payments', person: agreement.person, body: JSON.stringify(orderOf(agreement, tokens[place])) })));
      const measured = await requests(name, list.map(({ head, body }) => ({ head: `${head}Idempotency-Key: ${randomUUID()}\r\n`, body })), { most: CREATES, seconds: 60 });
      // So that each slice finds what the first one did.
      const proposalIds = agreed.map(({ proposalId }) => proposalId);
      await db.collection('payments').deleteMany({ proposalId: { $in: proposalIds } });
      await db.collection('service_requests').deleteMany({ 'agreement.proposalId': { $in: proposalIds } });
      return { ...measured, time: measured.p50 };
    },
    async get(name) {
      const measured = await requests(name, getRequests(payments.map(({ id, person }) => ({ path: `/api/v1/payments/${id}`, person }))));
      return { ...measured, time: measured.p50 };
    },
    async list(name) {
      const measured = await requests(name, getRequests(market.firms.map(({ person }) => ({ path: '/api/v1/payments?side=client', person }))));
      return { ...measured, time: measured.p50 };
    },
    async apply(name) {
      await requests(name, deliveries(events, emulator.secret, EVENTS), { most: EVENTS, seconds: 60 });
      return performed(laboratory, servers.get(name), { apply: true }, EVENTS, EVENTS);
    },
    async sweep(name) {
      await unsettle(laboratory.db(name).collection('payments'), payments.slice(0, UNSETTLED).map(({ id }) => id));
      const measured = await performed(laboratory, servers.get(name), { jobs: SWEEPS }, 1, 1);
      // A pass that leaves operations alone is cheap and proves nothing.
      const left = await laboratory.db(name).collection('payments').countDocuments({ unsettledSince: { $exists: true } });
      if (left > 0) throw new Error(`The sweepers left ${left} of ${UNSETTLED} operations unsettled.`);
      return measured;
    },
    journal: (name) => performed(laboratory, servers.get(name), { jobs: [JOURNAL] }, 1, 1),
  };
}

async function performed(laboratory, server, task, count, parts) {
  return costOf(laboratory, server, async () => ({ count, time: (await server.perform(task)).ms / parts }));
}

/** As if nobody had heard the answer to the capture of some payments. */
async function unsettle(payments, ids) {
  const set = { 'operations.$[capture].state': 'unknown', unsettledSince: new Date(Date.now() - 60_000) };
  const { modifiedCount } = await payments.updateMany({ _id: { $in: ids } }, { $set: set, $unset: Object.fromEntries(['settledAt', 'result', 'takenUp', 'takenUpAt'].map((member) => [`operations.$[capture].${member}`, ''])) }, { arrayFilters: [{ 'capture.kind': 'intent.capture' }] });
  if (modifiedCount !== ids.length) throw new Error(`${modifiedCount} of ${ids.length} operations were unsettled.`);
}

/** How mongod answered each kind of query that the ways ask, as its profiler saw it. */
async function plansOf(db, work) {
  await db.createCollection('system.profile', { capped: true, size: 64 * 1_048_576 });
  await db.command({ profile: 2 });
  await work();
  await db.command({ profile: 0 });
  // Writes of many documents are the benchmark's own, which arrange the next slice.
  const asked = await db.collection('system.profile').find({ op: { $in: ['query', 'command', 'update'] }, 'command.multi': { $ne: true }, planSummary: { $exists: true }, ns: { $not: /\.system\./ } }).toArray();
  const kinds = new Map();
  for (const { ns, op, command, planSummary, keysExamined = 0, docsExamined = 0, nreturned, nMatched } of asked) {
    const members = Object.keys(command.filter ?? command.query ?? command.q ?? {}).map((member) => (/\d/.test(member) ? member.replace(/[^.]*:.*|\d+/, '*') : member));
    const title = `${ns.slice(ns.indexOf('.') + 1)} ${op === 'command' ? Object.keys(command)[0] : op} (${members.join(', ')})`;
    const plan = planSummary.replace(/(IXSCAN \{ _id: 1 \})(, IXSCAN \{ _id: 1 \})+/, '$1 ...');
    const known = kinds.get(title + plan) ?? { title, plan, count: 0, keys: 0, documents: 0, found: 0, isCount: 'aggregate' in command };
    kinds.set(title + plan, { ...known, count: known.count + 1, keys: known.keys + keysExamined, documents: known.documents + docsExamined, found: known.found + Math.max(1, nreturned ?? nMatched ?? 1) });
  }
  return [...kinds.values()].sort((one, other) => other.count - one.count);
}

/** @returns {Promise<string>} */
export async function measureScale(laboratory, generator, plan) {
  const world = await timed('payments', (progress) => lay(laboratory, plan, progress));
  const names = Object.keys(plan.sizes);
  const servers = new Map();
  const results = await timed('ways', async (progress) => {
    for (const name of names) servers.set(name, await Server.start(PROGRAM, name, laboratory.environment(name, { ...world.emulator.environment, PAYMENT_SETTLE_AFTER_MS: '1000' })));
    const measured = {};
    for (const [way, measure] of Object.entries(waysOf(laboratory, generator, servers, world, plan.scaleSeconds))) {
      progress.note(way);
      await interleave(names, plan.scaleWarmUps, measure);
      measured[way] = await interleave(names, plan.scaleRounds, measure);
    }
    return { measured, text: `${plan.scaleRounds} rounds` };
  });
  const plans = await timed('plans', () => plansOf(laboratory.db('many'), async () => {
    for (const measure of Object.values(waysOf(laboratory, generator, servers, world, 0.2))) await measure('many');
  }));
  for (const server of servers.values()) await server.stop();
  world.emulator.stop();
  return report(plan.sizes, results.measured, plans);
}

function report(sizes, results, plans) {
  const time = (value) => `${value.toFixed(2)} ms`;
  const rows = [];
  const goals = [];
  for (const [way, [title, what]] of Object.entries(WAYS)) {
    const [few, many] = [results[way].get('few'), results[way].get('many')];
    for (const [size, of] of [[sizes.few, few], [sizes.many, many]]) {
      rows.push([`${title}, ${size.toLocaleString('en')} stored`, `${(median(of.own) / 1_000).toFixed(2)} ms`, `${(median(of.mongod) / 1_000).toFixed(2)} ms`, `${time(median(of.time))} (${what})`]);
    }
    goals.push(goal(`${title}: CPU of the server, many / few`, ratio(few.own, many.own), '<=', LIMIT), goal(`${title}: CPU of server and mongod, many / few`, ratio(few.cpu, many.cpu), '<=', LIMIT), goal(`${title}: time, many / few`, ratio(few.time, many.time), '<=', LIMIT));
  }
  const worst = Math.max(...plans.filter(({ isCount }) => !isCount).map(({ keys, found }) => keys / found));
  const scans = plans.filter(({ plan }) => plan.includes('COLLSCAN')).length;
  const queries = plans.map(({ title, plan, count, keys, documents, found }) => [title, plan, String(count), (keys / found).toFixed(1), (documents / found).toFixed(1)]);
  return [
    '## payments: what more payments cost',
    `Both databases on one mongod with a cache of 256 MiB: payments that went through the application, each beside copies of itself that differ in their ids; as many requests with their agreements and as many events. The work is on the same payments of ${FIRMS - 1} firms in both; ${CONNECTIONS} connections as fast as they are answered. CPU for each request, event or pass.`,
    '',
    table([['', 'server', 'mongod', 'time'], ...rows]),
    '',
    `What mongod was asked in one slice of each way with ${sizes.many.toLocaleString('en')} stored, as its profiler saw it; keys and documents looked at for each one that was found.`,
    '',
    table([['query', 'plan', 'times', 'keys', 'documents'], ...queries]),
    '',
    ...goals,
    goal('queries that read a whole collection', scans, '<=', 0),
    goal('keys looked at for each document found, the worst query', worst, '<=', 2),
  ].join('\n');
}
