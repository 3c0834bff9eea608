import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Clock, type Config, TimeOrderedIds } from '@plumbline/config';
import { Database } from '@plumbline/database';
import { metricsText } from '@plumbline/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventually, fastest } from '../../../../test/fixtures/eventually.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import type { PreparedAnswer } from '../http/index.js';
import { RedisConnection, type SharedRedis } from '../redis/index.js';
import { RedisServer } from '../redis/redis-server.fixture.js';
import type { MadeAnswer } from './made-answer.js';
import { ResponseCache } from './response-cache.js';

class SetClock extends Clock {
  ahead = 0;
  override now(): Date {
    return new Date(Date.now() + this.ahead);
  }
}

interface Note {
  readonly _id: string;
  readonly v: number;
  readonly text: string;
}

/** One process: its connections, its cache, and how often it read the database. */
interface Process {
  readonly database: Database;
  readonly redis: RedisConnection | undefined;
  readonly cache: ResponseCache;
  readonly clock: SetClock;
  loads: number;
  text(id: string, options?: { until?: Date; slow?: Promise<unknown> }): Promise<string | undefined>;
}

/** What an answer puts on the wire. */
function bodyOf(answer: PreparedAnswer | undefined): string | undefined {
  let body: string | undefined;
  const reply = { headers: () => reply, type: () => reply, code: () => reply, send: (text: string) => (body = text) };
  answer?.send({ headers: {} } as unknown as FastifyRequest, reply as unknown as FastifyReply);
  return body;
}

let config: Config;
let server: RedisServer;
let seed: Database;
const processes: Process[] = [];
let run = 0;

async function start({ redisUrl, name = `notes-${run}` }: { redisUrl?: string; name?: string } = {}): Promise<Process> {
  const clock = new SetClock();
  const database = new Database(config, clock, new TimeOrderedIds());
  await database.start('plumbline-test');
  const redis = redisUrl === undefined ? undefined : new RedisConnection(redisUrl);
  const cache = new ResponseCache(database, { connection: redis } as SharedRedis, { name, collection: 'notes', capacity: 100 });
  const process: Process = {
    database, redis, cache, clock, loads: 0,
    text: async (id, { until, slow } = {}) => bodyOf(await cache.get(id, async (): Promise<MadeAnswer | undefined> => {
      const found = await database.db.collection<Note>('notes').findOne({ _id: id });
      process.loads += 1;
      await slow;
      return found === null ? undefined : { text: found.text, documentId: id, version: found.v, ...(until === undefined ? {} : { until }) };
    })),
  };
  processes.push(process);
  await eventually(() => cache.isLive && redis?.isReady !== false);
  return process;
}
const notes = ({ database }: Process) => database.db.collection<Note>('notes');
const write = (by: Process, id: string, text: string) => notes(by).updateOne({ _id: id }, [{ $set: { text, v: { $add: ['$v', 1] } } }]);

beforeAll(async () => {
  Logger.overrideLogger(false);
  config = testConfig();
  seed = await openTestDatabase(config);
  server = await RedisServer.start();
}, 30_000);
afterAll(async () => {
  await server.kill();
  await dropAndClose(seed);
});

beforeEach(async () => {
  run += 1;
  const collection = seed.db.collection<Note>('notes');
  await collection.deleteMany({});
  // Before any cache follows the collection, so that the tests see no change but their own.
  await collection.insertMany([{ _id: 'a', v: 1, text: 'first' }, { _id: 'b', v: 1, text: 'other' }]);
  await start();
});
afterEach(async () => {
  const ended = processes.splice(0, Infinity);
  for (const { redis } of ended) redis?.close();
  await Promise.all(ended.map(({ database }) => database.close()));
});

describe('in one process', () => {
  it('loads once, also when a hundred ask at the same moment', async () => {
    const [one] = processes as [Process];
    expect(await Promise.all(Array.from({ length: 100 }, () => one.text('a')))).toEqual(new Array(100).fill('first'));
    expect(await one.text('a')).toBe('first');
    expect(one.loads).toBe(1);
  });

  it('answers what was written by itself at once, and by others within 100 ms', async () => {
    const [one] = processes as [Process];
    const other = await start();
    await Promise.all([one.text('a'), other.text('a'), other.text('b')]);
    let version = 1;
    expect(await fastest(100, async () => {
      version += 1;
      await write(one, 'a', `version ${version}`);
      one.cache.forget('a', version, ['a']);
      expect(await one.text('a')).toBe(`version ${version}`);
      return eventually(async () => (await other.text('a')) === `version ${version}`);
    })).toBeLessThan(100);
    await other.text('b');
    expect(other.loads).toBe(1 + version);
  });

  it('neither keeps nor hands on what was read before a change that came while it was loading', async () => {
    const [one] = processes as [Process];
    let go = (): void => undefined;
    const slow = new Promise<void>((resolve) => (go = resolve));
    const before = one.text('a', { slow });
    await eventually(() => one.loads === 1);
    await write(one, 'a', 'second');
    one.cache.forget('a', 2, ['a']);
    expect(await one.text('a')).toBe('second');
    go();
    expect(await before).toBe('first');
    expect(await one.text('a')).toBe('second');
  });

  it('believes for two seconds that there is none, but not when something was stored meanwhile', async () => {
    const [one] = processes as [Process];
    expect([await one.text('c'), await one.text('c')]).toEqual([undefined, undefined]);
    expect(one.loads).toBe(1);
    one.clock.ahead = 2_001;
    await one.text('c');
    expect(one.loads).toBe(2);
    let key = 'c';
    expect(await fastest(100, async () => {
      expect(await one.text(key)).toBeUndefined();
      await notes(one).insertOne({ _id: key, v: 1, text: 'new' });
      const delay = await eventually(async () => (await one.text(key)) === 'new');
      key += 'c';
      return delay;
    })).toBeLessThan(100);
  });

  it('keeps its answers while somebody tries ten thousand keys that do not exist', async () => {
    const [one] = processes as [Process];
    await one.text('a');
    for (let n = 0; n < 10_000; n += 1) await one.cache.get(`x${n}`, async () => undefined);
    await one.text('a');
    expect(one.loads).toBe(1);
  });

  it('makes an answer anew from the moment on that it named', async () => {
    const [one] = processes as [Process];
    const until = new Date(Date.now() + 5_000);
    await one.text('a', { until });
    await one.text('a', { until });
    expect(one.loads).toBe(1);
    one.clock.ahead = 5_001;
    await one.text('a');
    expect(one.loads).toBe(2);
  });

  it('keeps nothing of a failure, which is told to all who waited', async () => {
    const [one] = processes as [Process];
    const failing = Array.from({ length: 3 }, () => one.cache.get('a', () => Promise.reject(new Error('away'))));
    for (const outcome of await Promise.allSettled(failing)) expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'away' } });
    expect(await one.text('a')).toBe('first');
  });

  it('tells where its answers came from', async () => {
    const named = await start({ name: `told-${run}` });
    for (const key of ['a', 'a', 'none', 'none']) await named.text(key);
    const lines = (await metricsText()).split('\n').filter((line) => line.includes(`cache="told-${run}"`));
    expect(lines.filter((line) => !line.endsWith(' 0')).map((line) => line.replace(/.*source="(\w+)"} /, '$1 ')).sort()).toEqual(['absent 1', 'database 2', 'process 1']);
  });
});

describe('with Redis', () => {
  let one: Process;
  let other: Process;

  beforeEach(async () => {
    one = await start({ redisUrl: server.url });
    other = await start({ redisUrl: server.url });
  });
  afterEach(async () => {
    server.resume();
    await server.kill();
    await server.start();
  });

  it('is made by one process for all', async () => {
    await one.text('a');
    await eventually(async () => (await one.redis!.client.exists(`plumbline:answer:notes-${run}:a`)) === 1);
    expect(await other.text('a')).toBe('first');
    expect([one.loads, other.loads]).toEqual([1, 0]);
    expect(await one.redis!.client.pttl(`plumbline:answer:notes-${run}:a`)).toBeLessThanOrEqual(60_000);
  });

  it('is withdrawn in one and right in the other within 100 ms, a hundred times', async () => {
    const delays: number[] = [];
    for (let version = 2; version <= 101; version += 1) {
      await Promise.all([one.text('a'), other.text('a')]);
      await write(one, 'a', `version ${version}`);
      one.cache.forget('a', version, ['a']);
      expect(await one.text('a')).toBe(`version ${version}`);
      delays.push(await eventually(async () => (await other.text('a')) === `version ${version}`));
    }
    // A busy machine delays some of them, a cache that waits for something delays all.
    expect(delays.sort((a, b) => a - b)[89]).toBeLessThan(100);
  });

  it('takes no answer that was read before a change, however late it reached Redis', async () => {
    let go = (): void => undefined;
    const slow = new Promise<void>((resolve) => (go = resolve));
    const late = one.text('a', { slow });
    await eventually(() => one.loads === 1);
    await write(one, 'a', 'second');
    await eventually(async () => (await other.redis!.client.get(`plumbline:changed:notes-${run}:a`)) === '2');
    go();
    await late;
    await eventually(async () => (await one.redis!.client.exists(`plumbline:answer:notes-${run}:a`)) === 1);
    expect(await other.text('a')).toBe('second');
  });

  it('heals within a minute when Redis was never told of a change', async () => {
    await one.text('a');
    const key = `plumbline:answer:notes-${run}:a`;
    await eventually(async () => (await one.redis!.client.exists(key)) === 1);
    const stale = (await one.redis!.client.get(key))!;
    await write(one, 'a', 'second');
    await eventually(async () => (await one.redis!.client.exists(`plumbline:changed:notes-${run}:a`)) === 1);
    await one.redis!.client.multi().del(`plumbline:changed:notes-${run}:a`).set(key, stale, 'PX', 600_000).exec();
    expect(await other.text('a')).toBe('first');
    other.clock.ahead = 60_001;
    expect(await other.text('a')).toBe('second');
  });

  it('takes nothing from Redis that is no answer', async () => {
    await one.redis!.client.set(`plumbline:answer:notes-${run}:a`, '{"text":');
    expect(await one.text('a')).toBe('first');
  });

  it('goes on without Redis, killed, and shares again when it is back', async () => {
    await server.kill();
    await eventually(() => !one.redis!.isReady && !other.redis!.isReady);
    expect([await one.text('a'), await other.text('a')]).toEqual(['first', 'first']);
    let version = 1;
    expect(await fastest(100, async () => {
      version += 1;
      await write(one, 'a', `version ${version}`);
      return eventually(async () => (await other.text('a')) === `version ${version}`);
    })).toBeLessThan(100);
    await server.start();
    await eventually(() => one.redis!.isReady && other.redis!.isReady);
    await one.text('b');
    await eventually(async () => (await one.redis!.client.exists(`plumbline:answer:notes-${run}:b`)) === 1);
  });

  it('waits for a hanging Redis once, briefly', async () => {
    server.hang();
    const waits: number[] = [];
    for (const key of ['a', 'b', 'a', 'b', 'none']) {
      const begun = performance.now();
      await one.text(key);
      waits.push(performance.now() - begun);
    }
    expect(Math.max(...waits)).toBeLessThan(2_000);
    expect(waits.filter((wait) => wait > 150).length).toBeLessThanOrEqual(1);
    server.resume();
    await eventually(() => one.redis!.isReady);
  });
});
