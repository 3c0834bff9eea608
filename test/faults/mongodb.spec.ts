import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../fixtures/eventually.js';
import { type Exchange, HttpClient, type Load, quantile, startLoad, tally } from '../fixtures/load.js';
import { type Mongod, startMongod } from '../fixtures/mongod.js';
import { migrateUp, type Service, serviceEnvironment, startService } from '../fixtures/service.js';
import { startTcpProxy, type TcpProxy } from '../fixtures/tcp-proxy.js';
import { figure } from './figures.fixture.js';
import { gauges } from './gauges.fixture.js';
import { Probes } from './probes.fixture.js';
import { AnswerWriter, BusinessFounder, newPerson } from './writers.fixture.js';

const SAY_NO_WITHIN_MS = 5_000;
const SAY_YES_WITHIN_MS = 15_000;
/** The default deadline of an operation, and the second that its answer may take on top. */
const ANSWER_WITHIN_MS = 11_000;
/** Longer than the longest deadline: every request that the outage met is answered while it lasts. */
const OUTAGE_MS = 11_500;
/** A crash is noticed at once; this is for the requests that come during it. */
const CRASH_MS = 6_000;
/** A claim that the outage left behind ends with the budget of its request and a margin. */
const REPEATED_WITHIN_MS = 16_000;
const EVERY_MS = 20;
const LIMITLESS = { RATE_LIMIT_FACTOR: '1000' };

let mongod: Mongod;
let proxy: TcpProxy;
let service: Service;
let writers: readonly AnswerWriter[];
let founders: readonly BusinessFounder[];
let probes: Probes;
let load: Load;

/** Writers, founders and readers at work, and the probes beside them. */
function startWork(): void {
  probes = new Probes(service.url);
  const readers = writers.map((writer) => {
    // A connection of its own: the writer's is busy.
    const client = new HttpClient(service.url);
    client.token = writer.client.token;
    return () => client.send(writer.path);
  });
  load = startLoad([...writers.map((writer) => () => writer.turn()), ...founders.map((founder) => () => founder.turn()), ...readers], EVERY_MS);
}

function isEnvelope({ status, body, headers }: Exchange): boolean {
  const problem = body as { status?: unknown; code?: unknown; requestId?: unknown } | undefined;
  return problem?.status === status && typeof problem?.code === 'string' && problem.requestId === headers['x-request-id'] && /^application\/problem\+json/.test(headers['content-type'] ?? '');
}

/** What must hold for every answer of an outage; 412 follows a write whose acknowledgement was lost, 409 a POST whose key is still claimed. */
function judge(exchanges: readonly Exchange[]): void {
  const failures = exchanges.filter(({ status }) => status === undefined || status >= 400);
  const odd = failures.filter(({ status }) => ![503, 504, 412, 409].includes(status ?? 0));
  expect(odd.map(({ method, path, status, failure, body }) => ({ method, path, status, failure, body }))).toEqual([]);
  expect(failures.filter((exchange) => !isEnvelope(exchange))).toEqual([]);
  expect(failures.filter(({ status, headers }) => status === 503 && !(Number(headers['retry-after']) >= 1))).toEqual([]);
  expect(exchanges.filter(({ ms }) => ms > ANSWER_WITHIN_MS).map(({ method, path, status, ms }) => ({ method, path, status, ms }))).toEqual([]);
}

/** Waits until every client is served again, so that an outage is seen to be over. */
async function untilServed(): Promise<number> {
  const from = performance.now();
  return eventually(() => {
    const since = load.exchanges.filter(({ at }) => at > from);
    return since.some(({ method, status }) => method === 'PUT' && status === 200) && since.some(({ method, status }) => method === 'GET' && status === 200);
  }, SAY_YES_WITHIN_MS);
}

/** Sends every POST that had failed once more, under its key. @returns the statuses of the first repetitions. */
async function repeatFailed(founder: BusinessFounder): Promise<readonly (number | undefined)[]> {
  const first: (number | undefined)[] = [];
  for (const [name, key] of founder.failed) {
    first.push((await founder.found(name, key)).status);
    await eventually(async () => expect((await founder.found(name, key)).status).toBe(201), REPEATED_WITHIN_MS);
  }
  founder.failed.clear();
  expect(await founder.doubles()).toEqual([]);
  return first;
}

/** Breaks, holds, mends under load, and checks what was promised. */
async function outage(name: string, lastsMs: number, breakIt: () => unknown, mendIt: () => unknown): Promise<void> {
  startWork();
  await eventually(() => writers.every(({ acknowledged }) => acknowledged > 3), 10_000);
  const broken = performance.now();
  await breakIt();
  const to503 = await probes.until(503, SAY_NO_WITHIN_MS);
  expect(to503).toBeLessThan(SAY_NO_WITHIN_MS);
  await delay(Math.max(0, lastsMs - (performance.now() - broken)));
  await mendIt();
  const to200 = await probes.until(200, SAY_YES_WITHIN_MS);
  expect(to200).toBeLessThan(SAY_YES_WITHIN_MS);
  const toServed = await untilServed();
  const exchanges = await load.stop();
  const { health, p99 } = await probes.stop();
  judge(exchanges);
  expect(health.filter(({ status }) => status !== 200)).toEqual([]);
  expect(service.isRunning()).toBe(true);
  const lost = (await Promise.all([...writers, ...founders].map((one) => one.lost()))).flat();
  expect(lost).toEqual([]);
  const repeated = (await Promise.all(founders.map(repeatFailed))).flat();
  expect(await gauges(service.url)).toEqual({ inFlight: 1, rejections: 0 });
  const acknowledged = exchanges.filter(({ method, status }) => method !== 'GET' && status !== undefined && status < 300).length;
  figure(name, { to503Ms: to503, to200Ms: to200, toServedMs: toServed, healthP99Ms: p99, healthAnswers: health.length, ...tally(exchanges), acknowledgedWrites: acknowledged, repeated, lost: lost.length, slowestMs: Math.max(...exchanges.map(({ ms }) => ms)), p50Ms: quantile(exchanges.map(({ ms }) => ms), 0.5) });
}

beforeAll(async () => {
  mongod = await startMongod();
  proxy = await startTcpProxy(mongod.port);
}, 60_000);
afterAll(async () => {
  await proxy.stop();
  await mongod.stop();
});

async function startAll(mongodbUri: string): Promise<void> {
  service = await startService({ mongodbUri, env: LIMITLESS });
  writers = await Promise.all(Array.from({ length: 8 }, () => AnswerWriter.start(service.url)));
  founders = await Promise.all(Array.from({ length: 2 }, () => BusinessFounder.start(service.url)));
}

describe('a database that is lost under load', () => {
  beforeAll(() => startAll(mongod.uri('faults')), 60_000);
  afterAll(async () => {
    expect(await service.stop()).toBe(0);
  }, 30_000);

  it('by a crash: every acknowledged write is there afterwards', async () => {
    await outage('mongod killed and restarted', CRASH_MS, () => mongod.kill(), () => mongod.restart());
  }, 60_000);

  it('by a mongod that hangs: every acknowledged write is there afterwards', async () => {
    await outage('mongod frozen and resumed', OUTAGE_MS, () => mongod.pause(), () => mongod.resume());
  }, 60_000);
});

describe('a network that swallows packets under load', () => {
  // Straight to this address: a replica set would tell the driver the way around the proxy.
  beforeAll(() => startAll(`mongodb://127.0.0.1:${proxy.port}/blackhole?directConnection=true`), 60_000);
  afterAll(async () => {
    expect(await service.stop()).toBe(0);
  }, 30_000);

  it('and forgets them: every acknowledged write is there afterwards', async () => {
    await outage('network swallows, then forwards', OUTAGE_MS, () => proxy.become('swallowing'), () => proxy.become('forwarding'));
    expect(proxy.swallowedBytes).toBeGreaterThan(0);
  }, 60_000);
});

describe('a service that starts while its database is down', () => {
  it('serves, says that it is not ready, and becomes ready when the database comes', async () => {
    const env = serviceEnvironment(mongod.uri('late'));
    await migrateUp(env);
    await mongod.kill();
    service = await startService({ env, migrate: false });
    const client = new HttpClient(service.url);
    try {
      const ready = await client.send('/ready');
      expect(ready).toMatchObject({ status: 503, body: { code: 'NOT_READY', dependencies: { mongodb: { state: 'down', required: true }, migrations: { state: 'down' } } } });
      expect(await client.send('/health')).toMatchObject({ status: 200 });
      expect(await client.send('/api/v1/assessments/catalogue')).toMatchObject({ status: 200 });
      const login = await client.send('/api/v1/auth/login', { method: 'POST', json: { email: 'nobody@faults.test', password: 'plumb line in the wind' } });
      expect(login).toMatchObject({ status: 503, body: { code: 'DEPENDENCY_DOWN' }, headers: { 'retry-after': '2' } });
      await mongod.restart();
      const readyMs = await eventually(async () => expect((await client.send('/ready')).status).toBe(200), SAY_YES_WITHIN_MS);
      await newPerson(service.url);
      figure('started without a database', { readyMs });
    } finally {
      client.close();
      expect(await service.stop()).toBe(0);
    }
  }, 60_000);
});
