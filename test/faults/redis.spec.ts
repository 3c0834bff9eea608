import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisServer } from '../../libs/common/src/redis/redis-server.fixture.js';
import { eventually } from '../fixtures/eventually.js';
import { HttpClient, quantile, startLoad, tally } from '../fixtures/load.js';
import { type Service, startService } from '../fixtures/service.js';
import { figure } from './figures.fixture.js';

const CLIENTS = 10;
const QUOTA = 300;
/** A sliding window lets a few more pass where a new minute begins in the middle. */
const SLACK = 15;
const CATALOGUE = '/api/v1/assessments/catalogue';

let redis: RedisServer;
let service: Service;
const clients: HttpClient[] = [];

beforeAll(async () => {
  redis = await RedisServer.start();
}, 30_000);
afterAll(() => redis.kill());

async function begin(factor: number): Promise<void> {
  service = await startService({ env: { REDIS_URL: redis.url, RATE_LIMIT_FACTOR: String(factor) } });
  clients.splice(0, Infinity, ...Array.from({ length: CLIENTS }, () => new HttpClient(service.url)));
}

async function end(): Promise<void> {
  clients.forEach((client) => client.close());
  expect(await service.stop()).toBe(0);
}

/** Waits for the state that `/ready` tells of Redis, always with 200. @returns ms. */
function untilRedisIs(state: 'up' | 'degraded'): Promise<number> {
  const probe = new HttpClient(service.url);
  return eventually(async () => {
    const { status, body } = await probe.send('/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ready', dependencies: { redis: { state, required: false } } });
  }, 15_000).finally(() => probe.close());
}

describe('Redis that is lost under load', () => {
  beforeAll(() => begin(1_000), 30_000);
  afterAll(end, 30_000);

  it('fails no request, killed, hung or back; /ready says degraded and stays 200', async () => {
    const load = startLoad(clients.map((client) => () => client.send(CATALOGUE)), 5);
    await eventually(() => load.exchanges.length > 200);
    await redis.kill();
    const killedMs = await untilRedisIs('degraded');
    await redis.start();
    const backMs = await untilRedisIs('up');
    redis.hang();
    const hungMs = await untilRedisIs('degraded');
    redis.resume();
    const resumedMs = await untilRedisIs('up');
    const exchanges = await load.stop();
    expect(tally(exchanges)).toEqual({ 200: exchanges.length });
    const ms = exchanges.map((exchange) => exchange.ms);
    figure('redis killed, back, hung, resumed', { killedMs, backMs, hungMs, resumedMs, ...tally(exchanges), p50Ms: quantile(ms, 0.5), p99Ms: quantile(ms, 0.99), slowestMs: Math.max(...ms) });
  }, 60_000);
});

describe('limits', () => {
  beforeAll(async () => {
    await redis.kill();
    await redis.start();
    await begin(1);
  }, 30_000);
  afterAll(end, 30_000);

  /** More requests than the quota, at once. @returns the statuses. */
  async function flood(): Promise<Readonly<Record<string, number>>> {
    const many = await Promise.all(clients.map(async (client) => {
      const exchanges = [];
      for (let sent = 0; sent < (QUOTA + 3 * SLACK) / CLIENTS; sent += 1) exchanges.push(await client.send(CATALOGUE));
      return exchanges;
    }));
    const refused = many.flat().filter(({ status }) => status === 429);
    expect(refused.filter(({ headers }) => !(Number(headers['retry-after']) >= 1))).toEqual([]);
    return tally(many.flat());
  }

  function expectHeld(statuses: Readonly<Record<string, number>>): void {
    expect(Object.keys(statuses).sort()).toEqual(['200', '429']);
    expect(statuses['200']).toBeLessThanOrEqual(QUOTA + SLACK);
    expect(statuses['200']).toBeGreaterThan(QUOTA - SLACK);
  }

  it('hold with Redis, without it, and with a new one', async () => {
    await untilRedisIs('up');
    const shared = await flood();
    expectHeld(shared);
    await redis.kill();
    await untilRedisIs('degraded');
    const alone = await flood();
    expectHeld(alone);
    await redis.start();
    await untilRedisIs('up');
    const again = await flood();
    expectHeld(again);
    figure('300 a minute, 345 sent', { shared, alone, again });
  }, 60_000);
});
