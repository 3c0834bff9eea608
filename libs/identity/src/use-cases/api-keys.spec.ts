import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Scope } from '@plumbline/common';
import { type Database, EVERYTHING } from '@plumbline/database';
import type { Problem } from '@plumbline/problems';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { profiled } from '../../../../test/fixtures/firms.js';
import { MAX_API_KEYS } from '../domain/api-key.js';
import { ApiKeyRepository } from '../data/api-key.repository.js';
import { type IdentityWorld, MovableClock, openTwoProcesses } from '../identity-world.fixture.js';
import { EndApiKeysOnReset } from '../jobs/end-api-keys-on-reset.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const REFUSED = code('UNAUTHENTICATED');
const DAY_MS = 86_400_000;

let database: Database;
let other: Database;
let world: IdentityWorld;
let elsewhere: IdentityWorld;
let close: () => Promise<void>;
let userId: string;
let people = 0;
const clock = new MovableClock();

beforeAll(async () => {
  ({ database, other, world, elsewhere, close } = await openTwoProcesses(clock));
});

afterAll(() => close());

beforeEach(async () => {
  Object.assign(clock, { aheadMs: 0, stoodAt: undefined });
  userId = await world.join(`person${(people += 1)}@example.org`);
});

const inDays = (days: number) => new Date(clock.now().getTime() + days * DAY_MS);
const create = (scopes: readonly Scope[] = ['assessments:read'], expiresAt = inDays(30)) => world.createApiKey.execute(userId, { name: 'Nightly export', scopes, expiresAt });
const call = async (key: string, process = world) => process.authenticator.authenticate(key);
const stored = (id: string) => database.db.collection<{ _id: string } & Record<string, unknown>>('api_keys').findOne({ _id: id });

/** Until a process answers from memory. */
const warm = (key: string, process = world) =>
  eventually(async () => {
    await call(key, process);
    return !(process.authenticator.authenticate(key) instanceof Promise);
  });

describe('a replaced password', () => {
  const changed = (by: string, at: Date) => ({ id: 'e', type: 'user.password-changed', at, actor: userId, data: { by }, collection: 'users', objectId: userId, seq: 2 });

  it('ends the keys that were made before it, by a reset and not by its owner', async () => {
    const handler = new EndApiKeysOnReset(new ApiKeyRepository(other), elsewhere.revokeApiKey);
    const before = await create();
    await warm(before.key);
    const at = clock.now();
    clock.aheadMs += 1_000;
    const after = await create();
    await handler.handle(changed('owner', at));
    expect(await call(before.key)).toMatchObject({ userId });
    for (let twice = 0; twice < 2; twice += 1) await handler.handle(changed('reset', at));
    await eventually(() => expect(call(before.key)).rejects.toEqual(REFUSED));
    expect(await call(after.key)).toMatchObject({ userId });
  });
});

describe('an API key', () => {
  it('is shown once, and stored as a hash with what its owner knows it by', async () => {
    const { key, _id, ...view } = await create(['assessments:read', 'businesses:write', 'assessments:read']);
    expect(view).toMatchObject({ name: 'Nightly export', scopes: ['assessments:read', 'businesses:write'], expired: false, prefix: key.slice(0, 12) });
    const raw = await stored(_id);
    for (const hidden of [key, key.slice(13), 'Nightly export']) expect(JSON.stringify(raw)).not.toContain(hidden);
    expect(raw?.['outbox']).toMatchObject([{ type: 'api-key.created', data: { userId, scopes: ['assessments:read', 'businesses:write'] } }]);
  });

  it('calls for its owner, with its scopes and the owner\'s roles of this moment', async () => {
    const { key, _id } = await create(['assessments:read']);
    expect(await call(key)).toEqual({ userId, credential: { kind: 'api-key', apiKeyId: _id, scopes: new Set(['assessments:read']) }, roles: ['client'], roleBits: 1 });
    await world.setRoles.execute(userId, (await world.getAccount.execute(userId)).v, ['provider']);
    expect(await call(key)).toMatchObject({ roles: ['provider'], roleBits: 2 });
  });

  it('is known at once, as the same principal and without a question to the database, once it was seen', async () => {
    const { key } = await create();
    // The first use is written down, and that write makes what is known of the key stale once.
    await eventually(async () => {
      await warm(key);
      const first = world.authenticator.authenticate(key);
      const asked = await profiled(database, async () => {
        for (let again = 0; again < 100; again += 1) expect(world.authenticator.authenticate(key)).toBe(first);
      });
      expect(asked).toEqual([]);
    });
  });

  it('is looked up by the index of its hash', async () => {
    const { key } = await create();
    const [query] = (await profiled(database, () => call(key), 'api_keys')).filter(({ op }) => op === 'query');
    expect(query).toMatchObject({ planSummary: expect.stringContaining('IXSCAN { hash: 1 }'), keysExamined: 1, docsExamined: 1 });
  });

  it('ends when its time is over, to the millisecond', async () => {
    const { key, expiresAt } = await create();
    await warm(key);
    clock.stoodAt = Date.now();
    clock.aheadMs += expiresAt.getTime() - clock.now().getTime() - 1;
    await expect(call(key)).resolves.toMatchObject({ userId });
    clock.aheadMs += 1;
    await expect(call(key)).rejects.toEqual(REFUSED);
    expect(await world.listApiKeys.execute(userId)).toMatchObject([{ expired: true }]);
  });

  it('ends here at once and in another process by the change stream when it is revoked', async () => {
    const { key, _id } = await create();
    await Promise.all([warm(key), warm(key, elsewhere)]);
    await world.revokeApiKey.execute(userId, _id);
    await expect(call(key)).rejects.toEqual(REFUSED);
    expect(await eventually(() => expect(call(key, elsewhere)).rejects.toEqual(REFUSED))).toBeLessThan(2_000);
    expect(await world.listApiKeys.execute(userId)).toEqual([]);
    expect((await stored(_id))?.['outbox']).toMatchObject([{}, { type: 'api-key.revoked' }]);
    await world.revokeApiKey.execute(userId, _id);
  });

  it('is dead while its owner is suspended', async () => {
    const { key } = await create();
    await Promise.all([warm(key), warm(key, elsewhere)]);
    await world.suspend.execute('an-admin', userId);
    await expect(call(key)).rejects.toEqual(REFUSED);
    await eventually(() => expect(call(key, elsewhere)).rejects.toEqual(REFUSED));
    await world.restore.execute(userId);
    await expect(call(key)).resolves.toMatchObject({ userId });
  });

  it('of somebody else is not found', async () => {
    const { _id, key } = await create();
    const stranger = await world.join(`stranger${people}@example.org`);
    await expect(world.revokeApiKey.execute(stranger, _id)).rejects.toEqual(code('NOT_FOUND'));
    expect(await world.listApiKeys.execute(stranger)).toEqual([]);
    await expect(call(key)).resolves.toBeDefined();
  });

  it('with one character changed, cut, lengthened or invented is refused, and nothing is kept of it', async () => {
    const { key } = await create();
    await warm(key);
    const changed = `${key.slice(0, -2)}${key.at(-2) === 'A' ? 'B' : 'A'}${key.at(-1)}`;
    const sameBytes = `${key.slice(0, -1)}${String.fromCharCode(key.charCodeAt(55) + 1)}`;
    for (const forged of [changed, sameBytes, key.slice(0, -1), `${key}A`, 'plb_', `plb_abcdefgh_${'A'.repeat(43)}`]) await expect(call(forged)).rejects.toEqual(REFUSED);
    const looks = await profiled(database, () => call(changed).catch(() => undefined), 'api_keys');
    expect(looks.filter(({ op }) => op === 'query')).toHaveLength(1);
  });
});

describe('the life of a key', () => {
  it.each([
    [-1, 'PAST'],
    [0, 'PAST'],
    [367, 'TOO_LATE'],
  ])('of %i days is refused', async (days, finding) => {
    await expect(create(['assessments:read'], inDays(days))).rejects.toEqual(expect.objectContaining({ type: expect.objectContaining({ code: 'VALIDATION_FAILED' }), errors: [expect.objectContaining({ pointer: '/expiresAt', code: finding })] }));
  });

  it('may be a year', async () => {
    expect(await create(['assessments:read'], inDays(365))).toMatchObject({ expired: false });
  });
});

describe('twenty keys', () => {
  it('are all that a person has, however many are made at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? world : elsewhere).createApiKey.execute(userId, { name: 'One of many', scopes: ['assessments:read'], expiresAt: inDays(1) })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(MAX_API_KEYS);
    expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Problem).type.code] : []))).toEqual(Array(10).fill('TOO_MANY_API_KEYS'));
    expect(await world.listApiKeys.execute(userId)).toHaveLength(MAX_API_KEYS);
  });

  it('leave room again when one is revoked or has expired', async () => {
    const first = await create(['assessments:read'], inDays(2));
    await create(['assessments:read'], inDays(1));
    for (let more = 2; more < MAX_API_KEYS; more += 1) await create();
    await expect(create()).rejects.toEqual(code('TOO_MANY_API_KEYS'));
    await world.revokeApiKey.execute(userId, first._id);
    await create();
    await expect(create()).rejects.toEqual(code('TOO_MANY_API_KEYS'));
    clock.aheadMs += DAY_MS;
    await create();
    const listed = await world.listApiKeys.execute(userId);
    expect(listed).toHaveLength(MAX_API_KEYS);
    expect(listed.filter(({ expired }) => expired)).toEqual([]);
    expect(await database.db.collection('api_keys').countDocuments({ userId, state: 'expired', 'outbox.type': 'api-key.expired' })).toBe(1);
  });
});

describe('the last use of a key', () => {
  const lastUse = async () => (await world.listApiKeys.execute(userId))[0]?.lastUsedAt;

  it('is written once a minute, whatever the number of calls and processes', async () => {
    const { key, _id } = await create();
    expect(await lastUse()).toBeUndefined();
    await call(key);
    await eventually(async () => expect(await lastUse()).toBeInstanceOf(Date));
    const [first, version] = [await lastUse(), (await stored(_id))?.['v']];
    await Promise.all([warm(key), warm(key, elsewhere)]);
    const writes = await profiled(database, async () => {
      for (let again = 0; again < 200; again += 1) await call(key);
    }, 'api_keys');
    expect(writes.filter(({ op }) => op === 'update')).toEqual([]);
    expect([await lastUse(), (await stored(_id))?.['v']]).toEqual([first, version]);
    clock.aheadMs += 61_000;
    await call(key);
    await eventually(async () => expect((await lastUse())?.getTime()).toBeGreaterThan((first as Date).getTime()));
  });
});

describe('the queries of the keys', () => {
  it('use their indexes', async () => {
    await create();
    const [query] = (await profiled(database, () => world.listApiKeys.execute(userId), 'api_keys')).filter(({ op }) => op === 'query');
    expect(query).toMatchObject({ planSummary: expect.stringContaining('IXSCAN { userId: 1, state: 1, _id: -1 }'), docsExamined: 1 });
    expect(await world.users.count(EVERYTHING, {}, 100)).toBeGreaterThan(1);
  });
});
