import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock, SystemClock } from '@plumbline/config';
import type { Database } from '@plumbline/database';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { type Mongod, startMongod } from '../../../../test/fixtures/mongod.js';
import { openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IdempotencyStore, type Run } from './idempotency-store.js';

let mongod: Mongod;
let database: Database;
let store: IdempotencyStore;
let sent = 0;
const IN_PROGRESS = expect.objectContaining({ type: expect.objectContaining({ code: 'REQUEST_IN_PROGRESS' }) });

/** A claim that nobody has made yet. */
const fresh = () => store.claimOf('ada', 'things.create', `key-${(sent += 1)}`, { a: 1 });

beforeAll(async () => {
  mongod = await startMongod();
  database = await openTestDatabase(testConfig({ MONGODB_URI: mongod.uri('idempotency') }));
  store = new IdempotencyStore(database, new SystemClock());
}, 60_000);
afterAll(async () => {
  await database.close();
  await mongod.stop();
});

describe('a claimed key', () => {
  it('is held while it runs, and gives the answer when it is done', async () => {
    const claim = fresh();
    await store.claim(claim);
    await expect(store.claim(claim)).rejects.toEqual(IN_PROGRESS);
    await store.complete(claim, { status: 201, body: { id: 'x' } });
    expect(await store.claim(claim)).toEqual({ status: 201, body: { id: 'x' } });
  });

  it('gives a repetition the same document to make when nobody knows how the first run ended', async () => {
    const claim = fresh();
    const run = (await store.claim(claim)) as Run;
    await store.suspend(claim, run);
    expect(await store.claim(claim)).toEqual({ effectId: run.effectId });
    await expect(store.claim(claim)).rejects.toEqual(IN_PROGRESS);
  });

  it('does not tell a copy of the database what was sent', async () => {
    const claim = store.claimOf('ada', 'things.create', 'key-of-a-body', { email: 'ada@example.org' });
    await store.claim(claim);
    await expect(store.claim(store.claimOf('ada', 'things.create', 'key-of-a-body', { email: 'bob@example.org' }))).rejects.toEqual(expect.objectContaining({ type: expect.objectContaining({ code: 'IDEMPOTENCY_MISMATCH' }) }));
    await store.complete(claim, { status: 201, body: { email: 'ada@example.org' } });
    const stored = JSON.stringify(await database.db.collection<{ _id: string }>('idempotency_keys').findOne({ _id: claim.id }));
    for (const guess of ['ada@example.org', ...(['base64', 'base64url', 'hex'] as const).map((form) => hash('sha256', JSON.stringify({ email: 'ada@example.org' }), form))]) expect(stored).not.toContain(guess);
  });

  it('is free for a fresh run after a refusal', async () => {
    const claim = fresh();
    const run = (await store.claim(claim)) as Run;
    await store.release(claim);
    expect(await store.claim(claim)).not.toEqual({ effectId: run.effectId });
  });

  it('is taken over when its run never came back', async () => {
    let now = Date.now();
    class MovedClock extends Clock {
      override now = (): Date => new Date(now);
    }
    const later = new IdempotencyStore(database, new MovedClock());
    const claim = fresh();
    const run = await later.claim(claim);
    now += 64_000;
    await expect(later.claim(claim)).rejects.toEqual(IN_PROGRESS);
    now += 2_000;
    expect(await later.claim(claim)).toEqual(run);
  });
});

describe('a database that goes away in the middle', () => {
  it('gets told how a run ended as soon as it is back', async () => {
    const [done, unknown] = [fresh(), fresh()];
    await store.claim(done);
    const run = (await store.claim(unknown)) as Run;
    await mongod.kill();
    const begun = performance.now();
    await Promise.all([store.complete(done, { status: 201, body: 1 }), store.suspend(unknown, run)]);
    expect(performance.now() - begun).toBeLessThan(8_000);
    await mongod.restart();
    await eventually(async () => expect(await store.claim(done)).toEqual({ status: 201, body: 1 }), 20_000);
    await eventually(async () => expect(await store.claim(unknown)).toEqual(run), 20_000);
  }, 60_000);
});
