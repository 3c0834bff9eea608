import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FailureCounter } from './failure-counter.js';
import type { Limit } from './limit.js';
import { InProcessRateLimiter, type RateLimiter } from './rate-limiter.js';
import { RedisConnection } from '../redis/redis-connection.js';
import { RedisRateLimiter } from './redis-rate-limiter.js';
import { RedisServer, until } from '../redis/redis-server.fixture.js';

const LIMIT: Limit = { name: 'login-untrusted', quota: 5, windowSeconds: 900, blockSeconds: 600 };

let server: RedisServer;
let connection: RedisConnection;
beforeAll(async () => {
  Logger.overrideLogger(false);
  server = await RedisServer.start();
  connection = new RedisConnection(server.url);
  await until(() => connection.isReady);
});
afterAll(async () => {
  connection.close();
  await server.kill();
});

describe.each<[string, () => RateLimiter]>([
  ['in process', () => new InProcessRateLimiter()],
  ['in Redis', () => new RedisRateLimiter(connection)],
])('FailureCounter %s', (where, limiter) => {
  let failures: FailureCounter;
  beforeAll(() => {
    failures = new FailureCounter(limiter(), { ...LIMIT, name: `${LIMIT.name}-${where.replace(' ', '-')}` });
  });

  it('locks with the last failure that was left, for the time of the lock', async () => {
    for (let left = 4; left >= 0; left -= 1)
      expect(await failures.fail('account')).toMatchObject({ allowed: true, remaining: left });
    expect(await failures.peek('account')).toEqual({ allowed: false, remaining: 0, retryAfterSeconds: 600 });
    expect(await failures.fail('account')).toMatchObject({ allowed: false, retryAfterSeconds: 600 });
  });

  it('locks nobody else: a device of the owner goes on while strangers are locked out', async () => {
    for (let n = 0; n < 9; n += 1) await failures.fail('victim');
    expect((await failures.fail('victim')).allowed).toBe(false);
    expect(await failures.fail('victim/device-nonce')).toMatchObject({ allowed: true, remaining: 4 });
  });

  it('forgets failures and lock after a success', async () => {
    for (let n = 0; n < 5; n += 1) await failures.fail('right-at-last');
    await failures.clear('right-at-last');
    expect(await failures.peek('right-at-last')).toEqual({ allowed: true, remaining: 5, retryAfterSeconds: 0 });
  });

  it('lets no more than the quota of parallel guesses through', async () => {
    const states = await Promise.all(Array.from({ length: 100 }, () => failures.fail('parallel')));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(5);
  });
});

it('refuses a failure counter that would never lock', () => {
  expect(() => new FailureCounter(new InProcessRateLimiter(), { ...LIMIT, blockSeconds: 0 })).toThrow('blockSeconds');
});
