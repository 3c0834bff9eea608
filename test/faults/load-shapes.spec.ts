import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../fixtures/eventually.js';
import { type Exchange, HttpClient, startLoad, tally } from '../fixtures/load.js';
import { type Service, startService } from '../fixtures/service.js';
import { figure } from './figures.fixture.js';
import { gauges } from './gauges.fixture.js';
import { AnswerWriter } from './writers.fixture.js';

let service: Service;
let writer: AnswerWriter;
let database: mongo.MongoClient;

beforeAll(async () => {
  service = await startService({ env: { RATE_LIMIT_FACTOR: '1000' } });
  writer = await AnswerWriter.start(service.url);
  database = await mongo.MongoClient.connect(service.mongodbUri);
}, 30_000);
afterAll(async () => {
  await database.close();
  expect(await service.stop()).toBe(0);
}, 30_000);

async function pings(): Promise<number> {
  const { metrics } = (await database.db('admin').command({ serverStatus: 1 })) as { metrics: { commands: { ping: { total: unknown } } } };
  return Number(metrics.commands.ping.total);
}

describe('a storm of probes', () => {
  it('of 200 at once costs at most a few pings', async () => {
    const clients = Array.from({ length: 200 }, () => new HttpClient(service.url));
    const before = await pings();
    const begun = performance.now();
    const answers = await Promise.all(clients.map((client) => client.send('/ready')));
    const ms = performance.now() - begun;
    const cost = (await pings()) - before;
    clients.forEach((client) => client.close());
    expect(tally(answers)).toEqual({ 200: 200 });
    // An answer is shared for a second; where the storm outlasts it, the next second asks once more.
    expect(cost).toBeLessThanOrEqual(1 + Math.ceil(ms / 1_000));
    figure('200 probes at once', { ms, pings: cost });
  }, 30_000);
});

describe('a process that stands still', () => {
  it('for 2.5 s under load fails no request and is ready when it goes on', async () => {
    const load = startLoad([() => writer.turn(), ...Array.from({ length: 5 }, () => new HttpClient(service.url)).map((client) => () => client.send('/api/v1/assessments/catalogue'))], 10);
    await eventually(() => writer.acknowledged > 5);
    process.kill(service.pid, 'SIGSTOP');
    await delay(2_500);
    process.kill(service.pid, 'SIGCONT');
    const probe = new HttpClient(service.url);
    const readyMs = await eventually(async () => expect((await probe.send('/ready')).status).toBe(200), 5_000);
    const acknowledged = writer.acknowledged;
    await eventually(() => writer.acknowledged > acknowledged + 5);
    const exchanges = await load.stop();
    probe.close();
    expect(tally(exchanges)).toEqual({ 200: exchanges.length });
    expect(await writer.lost()).toEqual([]);
    figure('process stopped for 2.5 s', { readyMs, ...tally(exchanges) });
  }, 30_000);
});

/** Sends bytes on a connection of their own and cuts it after `cutMs`. */
function cutSocket(bytes: string, cutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(service.port, '127.0.0.1', () => {
      socket.write(bytes);
      setTimeout(() => socket.destroy(), cutMs);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

describe('requests that come to nothing', () => {
  const head = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
  const login = { email: 'nobody@faults.test', password: 'plumb line in the wind' };
  const ROUNDS = 40;

  it('leave nothing in flight, neither refused nor broken off', async () => {
    const client = new HttpClient(service.url);
    const refused: Exchange[] = [];
    const broken: Promise<unknown>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      broken.push(
        cutSocket(`${head}Content-Length: 100\r\n\r\n{"email":`, 5),
        cutSocket(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"ema`, 5),
        cutSocket('GET /api/v1/assessments/catalogue HTTP/1.1\r\nHost: a\r\n\r\n', 0),
        cutSocket('GET /api/v1/assess', 5),
        cutSocket('NOT HTTP\r\n\r\n', 20),
        new HttpClient(service.url).send('/api/v1/auth/login', { method: 'POST', json: login, cutMs: round }),
        new HttpClient(service.url).send('/ready', { cutMs: round % 5 }),
      );
      refused.push(
        await client.send('/api/v1/businesses'),
        await client.send('/nowhere'),
        await client.send('/health', { method: 'DELETE' }),
        await client.send('/api/v1/auth/login', { method: 'POST', json: {} }),
        await client.send('/api/v1/auth/login', { method: 'POST', json: 'x', headers: { 'content-type': 'text/plain' } }),
        await client.send('/api/v1/assessments/not-an-id', { headers: { authorization: 'Bearer x' } }),
      );
    }
    await Promise.all(broken);
    client.close();
    expect(tally(refused)).toEqual({ 400: ROUNDS, 401: 2 * ROUNDS, 404: ROUNDS, 405: ROUNDS, 415: ROUNDS });
    const backMs = await eventually(async () => expect(await gauges(service.url)).toEqual({ inFlight: 1, rejections: 0 }), 15_000);
    expect(service.logLines().filter(({ level, status }) => level === 'error' || level === 'fatal' || Number(status) === 500)).toEqual([]);
    figure('refused and broken off', { refused: refused.length, broken: broken.length, backMs });
  }, 60_000);
});
