import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Limit, Verdict } from './limit.js';
import { InProcessRateLimiter } from './rate-limiter.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { RedisRateLimiter } from './redis-rate-limiter.js';
import { RedisServer, until } from '../redis/redis-server.fixture.js';

const DAY = 86_400;
let names = 0;

/** A limit of its own for each test, so that none sees another's counts. */
function freshLimit(limit: Partial<Limit> = {}): Limit {
  names += 1;
  return { name: `test-${names}`, quota: 10, windowSeconds: DAY, blockSeconds: 0, ...limit };
}

describe('RedisRateLimiter', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let limiter: RedisRateLimiter;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await RedisServer.start();
  });
  afterAll(() => server.kill());

  beforeEach(async () => {
    connection = new RedisConnection(server.url);
    limiter = new RedisRateLimiter(connection);
    await until(() => connection.isReady);
  });
  afterEach(() => connection.close());

  async function allowedOf(count: number, key: string, limit: Limit, by = limiter): Promise<number> {
    const verdicts = await Promise.all(Array.from({ length: count }, () => by.consume(key, limit)));
    return verdicts.filter(({ allowed }) => allowed).length;
  }

  /** Milliseconds into Redis's present window. */
  async function elapsedMs(limit: Limit): Promise<number> {
    const [seconds, micros] = await connection.client.time();
    return (Number(seconds) * 1000 + Math.floor(Number(micros) / 1000)) % (limit.windowSeconds * 1000);
  }

  async function store(key: string, limit: Limit, current: number, previous: number): Promise<void> {
    const [seconds] = await connection.client.time();
    const window = Math.floor(Number(seconds) / limit.windowSeconds);
    await connection.client.set(`plumbline:limit:${limit.name}:${key}`, `${current}:${previous}:${window}`);
  }

  it('counts over all processes, exactly', async () => {
    const limit = freshLimit({ quota: 50 });
    const other = new RedisConnection(server.url);
    await until(() => other.isReady);
    const both = await Promise.all([allowedOf(40, 'a', limit), allowedOf(40, 'a', limit, new RedisRateLimiter(other))]);
    other.close();
    expect(both[0] + both[1]).toBe(50);
  });

  it.each([
    [0, 0, 10],
    [10, 0, 10],
    [4, 3, 10],
    [40, 5, 100],
    [100, 0, 100],
    [99, 99, 100],
    [1, 0, 1],
    [250, 100, 300],
  ])('comes to the same verdicts as in process: %i hits before, %i now, of %i', async (previous, current, quota) => {
    const limit = freshLimit({ quota });
    const elapsed = await elapsedMs(limit);
    const time = { now: 0 };
    const inProcess = new InProcessRateLimiter(() => time.now);
    inProcess.peek('a', limit);
    for (let n = 0; n < previous; n += 1) inProcess.consume('a', limit);
    time.now = DAY * 1000 + elapsed;
    const counted = Array.from({ length: current }, () => inProcess.consume('a', limit)).filter(
      ({ allowed }) => allowed,
    ).length;
    await store('a', limit, counted, previous);
    for (let n = 0; n < quota + 2; n += 1) {
      expect(await limiter.peek('a', limit)).toEqual(closeTo(inProcess.peek('a', limit)));
      expect(await limiter.consume('a', limit)).toEqual(closeTo(inProcess.consume('a', limit)));
    }
  });

  it('blocks for as long as told, without being prolonged, and clears', async () => {
    const limit = freshLimit({ quota: 3, blockSeconds: 100 });
    expect(await allowedOf(4, 'a', limit)).toBe(3);
    expect(await limiter.consume('a', limit)).toMatchObject({ allowed: false, retryAfterSeconds: 100 });
    await connection.client.pexpire(`plumbline:limit:${limit.name}:a`, 5_000);
    expect(await limiter.consume('a', limit)).toMatchObject({ allowed: false, retryAfterSeconds: 5 });
    expect(await limiter.peek('a', limit)).toMatchObject({ allowed: false, retryAfterSeconds: 5 });
    await limiter.clear('a', limit);
    expect(await allowedOf(4, 'a', limit)).toBe(3);
  });

  it('leaves nothing behind in Redis once two windows are over', async () => {
    const limit = freshLimit({ windowSeconds: 60 });
    await limiter.consume('a', limit);
    const ttl = await connection.client.pttl(`plumbline:limit:${limit.name}:a`);
    expect(ttl).toBeGreaterThan(60_000 - 1_000);
    expect(ttl).toBeLessThanOrEqual(120_000);
  });

  describe('while Redis is away', () => {
    afterEach(async () => {
      server.resume();
      await server.kill();
      await server.start();
    });

    it('limits in this process, at once, and again in Redis when it is back', async () => {
      const limit = freshLimit({ quota: 20 });
      await limiter.consume('a', limit);
      await server.kill();
      await until(() => !connection.isReady);
      const began = performance.now();
      expect(await allowedOf(1000, 'a', limit)).toBe(20);
      expect(performance.now() - began).toBeLessThan(1000);
      await server.start();
      await until(() => connection.isReady);
      await limiter.consume('a', limit);
      expect(await connection.client.get(`plumbline:limit:${limit.name}:a`)).toMatch(/^1:0:\d+$/);
    });

    it('fails no request that is under way when Redis dies', async () => {
      const limit = freshLimit({ quota: 500 });
      const underWay = Array.from({ length: 1000 }, () => limiter.consume('a', limit));
      await server.kill();
      await expect(Promise.all(underWay)).resolves.toHaveLength(1000);
      expect(await allowedOf(1000, 'a', limit)).toBeLessThanOrEqual(500);
    });

    it('waits for a hanging Redis once, briefly, then no more until it answers', async () => {
      const limit = freshLimit({ quota: 20 });
      await limiter.consume('a', limit);
      server.hang();
      const waits: number[] = [];
      let allowed = 0;
      for (let n = 0; n < 100; n += 1) {
        const began = performance.now();
        if ((await limiter.consume('a', limit)).allowed) allowed += 1;
        waits.push(performance.now() - began);
      }
      expect(allowed).toBe(20);
      expect(Math.max(...waits)).toBeLessThan(2000);
      expect(waits.filter((wait) => wait > 150).length).toBeLessThanOrEqual(2);
      server.resume();
      await until(() => connection.isReady);
      await limiter.clear('b', limit);
      await until(async () => {
        await limiter.consume('b', limit);
        return (await connection.client.exists(`plumbline:limit:${limit.name}:b`)) === 1;
      });
    });

    it('blocks and clears in this process', async () => {
      const limit = freshLimit({ quota: 3, blockSeconds: 100 });
      await server.kill();
      await until(() => !connection.isReady);
      await limiter.block('a', limit);
      expect(await limiter.peek('a', limit)).toMatchObject({ allowed: false, retryAfterSeconds: 100 });
      await limiter.clear('a', limit);
      expect(await limiter.peek('a', limit)).toMatchObject({ allowed: true, remaining: 3 });
    });

    it('starts without Redis', async () => {
      await server.kill();
      const late = new RedisConnection(server.url);
      expect(await allowedOf(50, 'a', freshLimit({ quota: 20 }), new RedisRateLimiter(late))).toBe(20);
      late.close();
    });
  });
});

/** Equal but for the seconds, which may be one apart: the two clocks are read a moment after each other. */
function closeTo({ resetSeconds, retryAfterSeconds, ...verdict }: Verdict) {
  const about = (seconds: number): unknown => (seconds === 0 ? 0 : expect.closeTo(seconds, -0.8));
  return { ...verdict, resetSeconds: about(resetSeconds), retryAfterSeconds: about(retryAfterSeconds) };
}
