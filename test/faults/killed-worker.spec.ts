import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient, type Load, startLoad, tally } from '../fixtures/load.js';
import { runProgram, type Service, startService } from '../fixtures/service.js';
import { EventWitness } from './event-witness.fixture.js';
import { figure } from './figures.fixture.js';
import { gauges } from './gauges.fixture.js';
import { AnswerWriter, BusinessFounder, newPerson } from './writers.fixture.js';

const KILLS = 5;
const EVERY_MS = 50;
const REGISTRATION_EVERY_MS = 300;
/** The relay's lease is 4 s, and who waits for it asks twice a second. */
const TAKEN_OVER_WITHIN_MS = 10_000;
const SETTLED_WITHIN_MS = 30_000;

interface Entry {
  readonly _id: string;
  readonly chain: number;
  readonly seq: number;
  readonly action: string;
}

let api: Service;
/** The first one relays; the second one waits for its lease. */
let workers: Service[];
let client: mongo.MongoClient;
let witness: EventWitness;
let loads: readonly Load[];
let writer: AnswerWriter;
let founder: BusinessFounder;
let registered = 0;

const entries = () => client.db().collection<Entry>('audit_entries');
const audit = (...args: string[]) => runProgram('audit-log', args, api.env);
const startWorker = (): Promise<Service> => startService({ env: { ...api.env, ROLE: 'worker' }, migrate: false });

/** Changes one firm again and again: each change is an event of the same document. */
async function changing(): Promise<() => ReturnType<HttpClient['send']>> {
  const owner = await newPerson(api.url);
  const profile = { legalName: `Changing ${randomUUID()}`, address: { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' };
  const { id } = (await owner.send('/api/v1/businesses', { method: 'POST', json: profile })).body as { id: string };
  let version = 1;
  return async () => {
    const exchange = await owner.send(`/api/v1/businesses/${id}`, { method: 'PATCH', headers: { 'if-match': `"${version}"` }, json: { employees: version } });
    if (exchange.status === 200) version += 1;
    return exchange;
  };
}

/** Registers one person after the other: each is an event with a handler that mails. */
function registering(): () => ReturnType<HttpClient['send']> {
  const person = new HttpClient(api.url);
  return async () => {
    const exchange = await person.send('/api/v1/auth/register', { method: 'POST', json: { email: `${randomUUID()}@faults.test`, password: 'plumb line in the wind', name: 'Ada', accountType: 'client' } });
    if (exchange.status === 202) registered += 1;
    return exchange;
  };
}

/** Kills the worker that relays, and starts another behind the one that waited. @returns ms until an event of after the kill is in the log. */
async function killRelaying(): Promise<number> {
  await delay(randomInt(50, 700));
  await (workers.shift() as Service).stop('SIGKILL');
  const [at, before] = [performance.now(), await entries().countDocuments()];
  const next = startWorker();
  await eventually(async () => (await entries().countDocuments()) > before, TAKEN_OVER_WITHIN_MS);
  const ms = performance.now() - at;
  workers.push(await next);
  return ms;
}

/** What a dead worker had in hand is due again when its lease of a minute is over; the test does not wait for that. */
async function endLeasesOfTheDead(): Promise<void> {
  await client.db().collection('jobs').updateMany({ everyMs: { $exists: false }, dueAt: { $gt: new Date() } }, { $set: { dueAt: new Date() } });
}

beforeAll(async () => {
  api = await startService({ env: { ROLE: 'api', RATE_LIMIT_FACTOR: '1000' } });
  client = await new mongo.MongoClient(api.mongodbUri).connect();
  witness = await EventWitness.watch(client.db());
  workers = [await startWorker()];
  workers.push(await startWorker());
  [writer, founder] = [await AnswerWriter.start(api.url), await BusinessFounder.start(api.url)];
}, 90_000);

afterAll(async () => {
  await witness.stop();
  await Promise.all([api, ...workers].map((service) => service.stop()));
  await client.db().dropDatabase();
  await client.close();
});

describe('workers that are killed again and again while people work', () => {
  it('are each taken over from within seconds', async () => {
    loads = [startLoad([() => writer.turn(), () => founder.turn(), await changing(), await changing()], EVERY_MS), startLoad([registering()], REGISTRATION_EVERY_MS)];
    const takeovers: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) takeovers.push(await killRelaying());
    const exchanges = (await Promise.all(loads.map((load) => load.stop()))).flat();
    figure(`${KILLS} workers killed`, { takeoverMs: takeovers, answers: tally(exchanges), events: witness.events.length });
    expect(exchanges.filter(({ status }) => status === undefined || status >= 400)).toEqual([]);
  }, 180_000);

  it('leave no event without its entry in the audit log, and none with two', async () => {
    await eventually(async () => expect((await entries().find().toArray()).map(({ _id, action }) => `${_id.slice(0, _id.lastIndexOf(':'))} ${action}`).sort()).toEqual(witness.events), SETTLED_WITHIN_MS);
    expect(witness.events.length).toBeGreaterThan(100);
    expect([...(await writer.lost()), ...(await founder.lost()), ...(await founder.doubles())]).toEqual([]);
    expect(await audit('verify')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Sound: /), stderr: '' });
  }, 60_000);

  it('leave each registration with the one mail that it asks for', async () => {
    await endLeasesOfTheDead();
    const asked = witness.events.filter((event) => event.endsWith(' user.registered')).map((event) => event.split(' ')[0]);
    expect(asked.length).toBeGreaterThanOrEqual(registered);
    const mails = client.db().collection<{ _id: string }>('mails');
    await eventually(async () => expect((await mails.find().toArray()).map(({ _id }) => _id.split(':').slice(0, 3).join(':')).sort()).toEqual(asked.sort()), SETTLED_WITHIN_MS);
    await eventually(async () => expect(await client.db().collection('jobs').countDocuments({ everyMs: { $exists: false } })).toBe(0), SETTLED_WITHIN_MS);
  }, 60_000);

  it('leave nothing behind that nobody handled', async () => {
    for (const service of [api, ...workers]) expect((await gauges(service.url)).rejections).toBe(0);
  });
});

describe('the command audit-log verify, on what somebody did to the raw database', () => {
  it('names a changed, a removed, an inserted, a swapped entry and a tail that was cut off, each in its chain', async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    const chains = await entries().aggregate<{ _id: number; last: number }>([{ $group: { _id: '$chain', last: { $max: '$seq' } } }, { $match: { last: { $gte: 5 } } }, { $sort: { _id: 1 } }]).toArray();
    const [changed, removed, inserted, swapped, cut] = chains.map(({ _id }) => _id) as [number, number, number, number, number];
    const at = async (chain: number, seq: number): Promise<Entry> => (await entries().findOne({ chain, seq })) as Entry;
    const [altered, foreign, two, three] = [await at(changed, 3), await at(inserted, 4), await at(swapped, 2), await at(swapped, 3)];
    await entries().updateOne({ _id: altered._id }, { $set: { actor: 'somebody-else' } });
    await entries().deleteOne({ chain: removed, seq: 3 });
    await entries().dropIndex('audit_entries_chain');
    await entries().insertOne({ ...foreign, _id: 'businesses:forged:1:0' });
    await entries().updateOne({ _id: two._id }, { $set: { seq: 3 } });
    await entries().updateOne({ _id: three._id }, { $set: { seq: 2 } });
    const last = chains.find(({ _id }) => _id === cut)?.last as number;
    await entries().deleteMany({ chain: cut, seq: { $gte: last - 1 } });
    const { code, stdout } = await audit('verify');
    const line = (chain: number): string | undefined => stdout.split('\n').find((one) => one.startsWith(`Chain ${chain}: `));
    expect(code).toBe(1);
    expect(line(changed)).toBe(`Chain ${changed}: entry 3 (${altered._id}) was changed: its hash is not that of what it says.`);
    expect(line(removed)).toContain('entry 3 is missing');
    expect(line(inserted)).toMatch(/the number 4 is there twice: businesses:forged:1:0 was inserted beside/);
    expect(line(swapped)).toMatch(/entry 2 .* and entry 3 .* have changed places/);
    // A checkpoint tells, as far as it knew the chain when it was signed; or, where none knows of the tail, the head.
    expect(line(cut)).toMatch(new RegExp(`(entries ${last - 1} to ${last} are missing .*end.* knows entry ${last}|entry ${last - 1} is missing .*end.* knows entry ${last - 1})\\.$`));
    expect(stdout).toMatch(/^BROKEN: 5 chains/m);
  }, 60_000);
});
