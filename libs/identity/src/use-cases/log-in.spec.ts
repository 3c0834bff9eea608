import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sessionOf } from '@plumbline/common';
import { createIndexes, type Database, EVERYTHING } from '@plumbline/database';
import type { Problem } from '@plumbline/problems';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { Argon2PasswordHasher } from '../adapters/argon2-password-hasher.js';
import { LOGIN_LIMITS } from '../domain/login-limits.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { CountingHasher, type IdentityWorld, identityWorld, MovableClock } from '../identity-world.fixture.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const throttled = expect.objectContaining({ type: expect.objectContaining({ code: 'LOGIN_THROTTLED', status: 429 }), retryAfterSeconds: expect.any(Number) });

let database: Database;
let world: IdentityWorld;
const hasher = new CountingHasher();
const config = testConfig();
const clock = new MovableClock();
let people = 0;
let email: string;

beforeAll(async () => {
  database = await openTestDatabase(config, clock);
  await createIndexes(database.db, IDENTITY_INDEXES);
  // One for all tests: each world holds three change streams, and the pool has fifty connections.
  world = identityWorld(database, config, hasher);
});

afterAll(() => dropAndClose(database));

beforeEach(async () => {
  email = `person${(people += 1)}@example.org`;
  await world.join(email);
});

describe('a login', () => {
  it('gives tokens that say who it is, and a session that says where', async () => {
    const { account, tokens } = await world.logIn(email.toUpperCase());
    const principal = await world.authenticator.authenticate(tokens.access.token);
    expect(principal).toMatchObject({ userId: account._id, roles: ['client'], roleBits: 1 });
    const [session] = await world.listSessions.execute(account._id);
    expect(session).toMatchObject({ _id: sessionOf(principal).sessionId, client: 'Firefox on Linux, 203.0.113.x' });
  });

  it('stores nothing that could be used: no token, no plain description of the device', async () => {
    const { account, tokens } = await world.logIn(email);
    const stored = JSON.stringify(await database.db.collection('sessions').find({ userId: account._id }).toArray());
    for (const secret of [tokens.refresh.token, tokens.access.token, 'Firefox', '203.0.113']) expect(stored).not.toContain(secret);
    expect(stored).toContain('session.started');
  });

  it('fails the same way, after the same work, for a wrong password and an unknown address', async () => {
    const before = hasher.verified;
    const wrong = await world.logIn(email, { password: 'not the password' }).catch((error: unknown) => error);
    expect(hasher.verified).toBe(before + 1);
    const unknown = await world.logIn('nobody@example.org').catch((error: unknown) => error);
    expect(hasher.verified).toBe(before + 2);
    expect(wrong).toEqual(code('INVALID_CREDENTIALS'));
    expect(unknown).toEqual(wrong);
  });

  it('fails the same way, after the same work, for a right password before the address is verified', async () => {
    const newcomer = `newcomer${people}@example.org`;
    await world.joinUnverified(newcomer);
    const before = hasher.verified;
    const early = await world.logIn(newcomer).catch((error: unknown) => error);
    expect(hasher.verified).toBe(before + 1);
    expect(early).toEqual(await world.logIn('nobody@example.org').catch((error: unknown) => error));
    const { _id } = await world.users.getByEmail(newcomer, []);
    await world.verifyEmail.execute(await world.linkOf('verification', _id), 'an address');
    expect((await world.logIn(newcomer)).account._id).toBe(_id);
  });

  it('tells of a suspension only to who knows the password', async () => {
    const { account } = await world.logIn(email);
    await world.suspend.execute('an-admin', account._id);
    await expect(world.logIn(email, { password: 'not the password' })).rejects.toEqual(code('INVALID_CREDENTIALS'));
    await expect(world.logIn(email)).rejects.toEqual(code('ACCOUNT_SUSPENDED'));
  });

  it('hashes the password again when the parameters have changed', async () => {
    const strong = identityWorld(database, config, new Argon2PasswordHasher());
    const hash = async () => (await world.users.getByEmail(email, ['passwordHash'])).passwordHash;
    expect(await hash()).toContain('m=8,t=1');
    await strong.logIn(email);
    expect(await hash()).toContain('m=19456,t=2');
    await strong.logIn(email);
  });

  it('keeps fifty sessions and ends the oldest', async () => {
    const { account } = await world.logIn(email);
    const [first] = await world.listSessions.execute(account._id);
    for (let more = 0; more < 50; more += 1) await world.openSession.execute(account, 'a client');
    const ids = (await world.listSessions.execute(account._id)).map(({ _id }) => _id);
    expect(ids).toHaveLength(50);
    expect(ids).not.toContain(first!._id);
    expect(await world.living.session(first!._id)).toMatchObject({ active: false });
  });
});

describe('guessing', () => {
  /** Five times the connections of the pool; whoever waits for one longer than three seconds fails for another reason than guessing. */
  const AT_ONCE = 250;
  const { account: perAccount, address: perAddress, device: perDevice } = LOGIN_LIMITS;

  /** How many of these guesses were looked at; the others were refused by LOGIN_THROTTLED. */
  const guess = async (target: string, guesses: readonly { readonly device?: string; readonly addressKey: string }[]): Promise<number> => {
    const before = hasher.verified;
    const outcomes: PromiseSettledResult<unknown>[] = [];
    for (let from = 0; from < guesses.length; from += AT_ONCE) {
      outcomes.push(...await Promise.allSettled(guesses.slice(from, from + AT_ONCE).map((attempt) => world.logIn(target, { password: 'a wrong guess', ...attempt }))));
    }
    const verified = hasher.verified - before;
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected' && (outcome.reason as Problem).type.code === 'LOGIN_THROTTLED');
    expect(refusals).toHaveLength(guesses.length - verified);
    return verified;
  };
  const attackers = Array.from({ length: 1_000 }, (_, at) => ({ addressKey: `198.51.100.${at % 50}` }));

  it('1,000 guesses from 50 addresses, 250 at once, are 20 looks, and the owner\'s device gets in as ever', async () => {
    const { device } = await world.logIn(email);
    expect(await guess(email, attackers)).toBe(perAccount.quota);
    const again = await world.logIn(email, { device, addressKey: '198.51.100.1' });
    expect(again.account.email).toBe(email);
    await world.logIn(email, { device: again.device });
    await expect(world.logIn(email, { addressKey: '192.0.2.1' })).rejects.toEqual(throttled);
  });

  it('one address gets 5 looks, and another one its own', async () => {
    expect(await guess(email, Array.from({ length: 12 }, () => ({ addressKey: '192.0.2.1' })))).toBe(perAddress.quota);
    expect(await guess(email, [{ addressKey: '192.0.2.2' }])).toBe(1);
  });

  it('is slowed the same for an address that nobody has', async () => {
    expect(await guess('nobody.at.all@example.org', attackers)).toBe(perAccount.quota);
  });

  it('on a known device has its own count, which nobody else can use up', async () => {
    const { device } = await world.logIn(email);
    expect(await guess(email, Array.from({ length: 30 }, () => ({ device, addressKey: '192.0.2.1' })))).toBe(perDevice.quota);
    await expect(world.logIn(email, { device })).rejects.toEqual(throttled);
    expect((await world.logIn(email, { addressKey: '192.0.2.9' })).account.email).toBe(email);
  });

  it('gains nothing from the device cookie of another account', async () => {
    const mine = `mallory${people}@example.org`;
    await world.join(mine);
    const { device } = await world.logIn(mine);
    expect(await guess(email, attackers.map((attempt) => ({ ...attempt, device })))).toBe(perAccount.quota);
  });

  it('does not count against an address that was refused without a look', async () => {
    await guess(email, attackers);
    for (let attempt = 0; attempt <= perAddress.quota; attempt += 1) await expect(world.logIn(email, { addressKey: '192.0.2.77' })).rejects.toEqual(throttled);
    const refusal = await world.logIn(email, { addressKey: '192.0.2.77' }).catch((error: unknown) => error) as { retryAfterSeconds: number };
    clock.aheadMs += (refusal.retryAfterSeconds - perAddress.blockSeconds / 2) * 1000;
    await expect(world.logIn(email, { addressKey: '192.0.2.77' })).rejects.toEqual(throttled);
    clock.aheadMs += (perAddress.blockSeconds / 2 + 1) * 1000;
    expect((await world.logIn(email, { addressKey: '192.0.2.77' })).account.email).toBe(email);
  });

  it('may go on after the wait that was told, not before', async () => {
    await guess(email, attackers);
    const refusal = await world.logIn(email).catch((error: unknown) => error) as { retryAfterSeconds: number };
    expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
    expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(perAccount.blockSeconds);
    clock.aheadMs += (refusal.retryAfterSeconds - 5) * 1000;
    await expect(world.logIn(email)).rejects.toEqual(throttled);
    clock.aheadMs += 6_000;
    expect((await world.logIn(email)).account.email).toBe(email);
  });

  it('is forgiven by a right password', async () => {
    for (let round = 0; round < 3; round += 1) {
      expect(await guess(email, Array.from({ length: perAddress.quota - 1 }, () => ({ addressKey: '192.0.2.1' })))).toBe(perAddress.quota - 1);
      await world.logIn(email, { addressKey: '192.0.2.1' });
    }
  });
});

describe('the queries of a login', () => {
  it('use the index of the address', async () => {
    const explained = await database.db.collection('users').find({ ...world.users.blind('email', email) } as object).explain('executionStats');
    expect(explained['executionStats']).toMatchObject({ totalKeysExamined: 1, totalDocsExamined: 1, nReturned: 1 });
    expect(await world.users.count(EVERYTHING, {}, 100)).toBeGreaterThan(5);
  });
});

