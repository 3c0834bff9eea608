import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { type Database, defineSchema, EVERYTHING, type Filter, Repository, type Stored } from '@plumbline/database';
import { mongo } from 'mongoose';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient, quantile, startLoad } from '../fixtures/load.js';
import { migrateUp, runProgram, type Service, serviceEnvironment, startService } from '../fixtures/service.js';
import { openTestDatabase, testConfig } from '../fixtures/test-database.js';
import { figure } from './figures.fixture.js';
import { gauges } from './gauges.fixture.js';
import { AnswerWriter, newPerson } from './writers.fixture.js';

const key = (id: string, bytes = 32): string => `${id}:${randomBytes(bytes).toString('base64')}`;
/** To be exchanged: enough batches that a kill meets the exchange at work. */
const DOCUMENTS = 1_600;
const AT_A_TIME = 100;

const env = serviceEnvironment();
const oldKeys = env['DATA_KEYS'] as string;
const newKey = key('k2');
const bothKeys = `${newKey},${oldKeys}`;
let database: mongo.MongoClient;
let person: HttpClient;
let writer: AnswerWriter;

interface SealedMail extends Stored {
  readonly to: string;
}

/** Mails as far as they are sealed: none of them is ever sent. */
class SealedMails extends Repository<SealedMail, never> {
  constructor(of: Database) {
    super(of, 'mails', defineSchema<SealedMail>({ to: { type: String, protect: 'personal' } }), { events: false });
  }

  protected override scopeFilter(): Filter<SealedMail> {
    throw new Error('Mails have no owner.');
  }
}

/** Stores documents under the old key. */
async function storeMany(): Promise<void> {
  const opened = await openTestDatabase(testConfig(env));
  const mails = new SealedMails(opened);
  for (let stored = 0; stored < DOCUMENTS; stored += AT_A_TIME) await Promise.all(Array.from({ length: AT_A_TIME }, (_, place) => mails.insert(EVERYTHING, { to: `${stored + place}@faults.test` })));
  await opened.close();
}

/** Settles when an exchange has done its first batch of a collection. */
async function atWorkOn(collection: string): Promise<void> {
  for await (const change of database.db().collection('key_rotations').watch()) {
    if ('fullDocument' in change && change.fullDocument['collection'] === collection) return;
  }
}

beforeAll(async () => {
  await migrateUp(env);
  database = await new mongo.MongoClient(env['MONGODB_URI'] as string).connect();
}, 30_000);
afterAll(async () => {
  await database.db().dropDatabase();
  await database.close();
});

const start = (DATA_KEYS: string): Promise<Service> => startService({ env: { ...env, DATA_KEYS, RATE_LIMIT_FACTOR: '1000' }, migrate: false });

describe('the keys of the data', () => {
  it.each<[string, string]>([
    ['missing', ''],
    ['too short', key('k1', 16)],
  ])('that are %s keep the service from starting, and the variable is named, not its value', async (_what, DATA_KEYS) => {
    const { code, stdout, stderr } = await runProgram('main', [], { ...env, DATA_KEYS });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('DATA_KEYS');
    for (const part of DATA_KEYS.split(/[,:]/)) if (part.length > 8) expect(stdout + stderr).not.toContain(part);
  }, 30_000);

  it('are exchanged while the service is at work, although the exchange is killed in its middle', async () => {
    await storeMany();
    // In the middle of a rollout: one process has the old key first still, one the new key already.
    const [old, service] = await Promise.all([start(`${oldKeys},${newKey}`), start(bothKeys)]);
    [person, writer] = [await newPerson(old.url), await AnswerWriter.start(service.url)];
    const [theirs, ours] = [new HttpClient(service.url), new HttpClient(old.url)];
    [theirs.token, ours.token] = [person.token, writer.client.token];
    expect([(await theirs.send('/api/v1/users/me')).status, (await ours.send(writer.path)).status]).toEqual([200, 200]);
    expect((await gauges(old.url)).rejections).toBe(0);
    // What writes under the old key has ended before the exchange begins.
    await old.stop();
    person = theirs;
    const reader = new HttpClient(service.url);
    reader.token = writer.client.token;
    const load = startLoad([() => writer.turn(), () => person.send('/api/v1/users/me'), () => reader.send(writer.path)], 20);
    const rotate = (killAt?: Promise<unknown>) => runProgram('rotate-keys', [], { ...env, DATA_KEYS: bothKeys }, killAt);
    const at = performance.now();
    expect((await rotate(atWorkOn('mails'))).code).toBeNull();
    const [progress] = await database.db().collection('key_rotations').find().toArray();
    expect(progress).toMatchObject({ _id: 'k2', collection: 'mails' });
    expect(progress?.['finishedAt']).toBeUndefined();
    // Whoever rotates holds a lease; that of a process that was killed is over after 15 s, which the test does not wait for.
    expect(await rotate()).toMatchObject({ code: 1, stderr: expect.stringContaining('Another process is rotating the keys') });
    await database.db().collection<{ _id: string }>('leases').deleteOne({ _id: 'key-rotation' });
    expect(await rotate()).toMatchObject({ code: 0, stdout: expect.stringContaining('Everything is under k2') });
    const exchanges = await load.stop();
    figure('keys exchanged, once killed', { ms: performance.now() - at, documents: DOCUMENTS, answersMeanwhile: exchanges.length, p99: quantile(exchanges.map(({ ms }) => ms), 0.99) });
    expect(exchanges.filter(({ status }) => status === undefined || status >= 400)).toEqual([]);
    expect((await gauges(service.url)).rejections).toBe(0);
    await service.stop();
  }, 180_000);

  it('read everything once they are exchanged, without the old one', async () => {
    const service = await start(newKey);
    expect(await runProgram('rotate-keys', ['--status'], { ...env, DATA_KEYS: bothKeys })).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing is under k1 any more') });
    expect(await writer.moved(service.url).lost()).toEqual([]);
    await service.stop();
  }, 60_000);

  it('that are not those of the data are named in the log, and the answer is an error that says nothing', async () => {
    const service = await start(key('k3'));
    const client = new HttpClient(service.url);
    client.token = person.token;
    const answer = await client.send('/api/v1/users/me');
    expect([answer.status, (answer.body as { code?: string }).code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(answer.body)).not.toContain('k2');
    await eventually(() => service.output().stdout.includes('was encrypted with the key `k2`, which DATA_KEYS does not hold.'));
    expect((await client.send('/health')).status).toBe(200);
    await service.stop();
  }, 60_000);
});
