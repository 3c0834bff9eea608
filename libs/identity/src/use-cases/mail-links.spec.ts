import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createIndexes, type Database, EVERYTHING } from '@plumbline/database';
import { profiled } from '../../../../test/fixtures/firms.js';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { LINK_LIFE_MS } from '../domain/mail-links.js';
import { CountingHasher, type IdentityWorld, identityWorld, MovableClock, PASSWORD } from '../identity-world.fixture.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const NOT_GOOD = code('LINK_NOT_GOOD');
const NEW_PASSWORD = 'weather vane on the barn';
const HERE = '203.0.113.7';

let database: Database;
let world: IdentityWorld;
let people = 0;
let email: string;
const clock = new MovableClock();
const hasher = new CountingHasher();

beforeAll(async () => {
  const config = testConfig();
  database = await openTestDatabase(config, clock);
  await createIndexes(database.db, IDENTITY_INDEXES);
  world = identityWorld(database, config, hasher);
});

afterAll(() => dropAndClose(database));

beforeEach(() => {
  email = `person${(people += 1)}@example.org`;
});

const document = (id: string) => database.db.collection<{ _id: string } & Record<string, unknown>>('users').findOne({ _id: id });
const eventTypes = async (id: string) => ((await document(id))?.['outbox'] as { type: string }[]).map(({ type }) => type);
const verify = (token: string) => world.verifyEmail.execute(token, HERE);
const reset = (token: string, password = NEW_PASSWORD) => world.resetPassword.execute({ token, password, addressKey: HERE });
const outcomes = async (attempts: readonly Promise<unknown>[]) => (await Promise.allSettled(attempts)).map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { type: { code: string } }).type.code)).sort();
const nine = (outcome: string): readonly string[] => Array.from({ length: 9 }, () => outcome);
/** What is read and what is written, in order. */
const operations = async (work: () => Promise<unknown>) => (await profiled(database, work)).map(({ op, command }) => (op === 'query' ? 'read' : op === 'insert' || command['findAndModify'] !== undefined ? 'write' : op));

describe('the link of a registration', () => {
  it('opens the account once, and is gone by the same write that says so', async () => {
    const userId = await world.joinUnverified(email);
    const token = await world.linkOf('verification', userId);
    await verify(token);
    expect(await document(userId)).toMatchObject({ emailVerifiedAt: expect.any(Date), v: 2 });
    expect(await document(userId)).not.toHaveProperty('verification');
    expect(await eventTypes(userId)).toEqual(['user.registered', 'user.email-verified']);
    await expect(verify(token)).rejects.toEqual(NOT_GOOD);
  });

  it('opens it for one of ten at once', async () => {
    const token = await world.linkOf('verification', await world.joinUnverified(email));
    expect(await outcomes(Array.from({ length: 10 }, () => verify(token)))).toEqual([...nine('LINK_NOT_GOOD'), 'done']);
  });

  it('is refused the same way when it is malformed, forged, another\'s, of another purpose, or expired', async () => {
    const userId = await world.joinUnverified(email);
    const token = await world.linkOf('verification', userId);
    await world.askForLink.execute('passwordReset', email);
    const stranger = await world.joinUnverified(`other-${email}`);
    const { verification } = await world.users.get(EVERYTHING, userId, ['verification']);
    const foreign = world.linkTokens.token('verification', stranger, verification?.nonce ?? '');
    const nobodys = world.linkTokens.token('verification', randomUUID(), verification?.nonce ?? '');
    const bad = ['', token.slice(1), `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, foreign, nobodys, await world.linkOf('passwordReset', userId)];
    for (const one of bad) await expect(verify(one)).rejects.toEqual(NOT_GOOD);
    clock.aheadMs += LINK_LIFE_MS.verification;
    await expect(verify(token)).rejects.toEqual(NOT_GOOD);
    expect((await document(userId))?.['emailVerifiedAt']).toBeUndefined();
  });

  it('is replaced by a newer one', async () => {
    const userId = await world.joinUnverified(email);
    const first = await world.linkOf('verification', userId);
    clock.aheadMs += 61_000;
    await world.askForLink.execute('verification', email.toUpperCase());
    await expect(verify(first)).rejects.toEqual(NOT_GOOD);
    await verify(await world.linkOf('verification', userId));
  });

  it('forgives the logins that failed before it was opened', async () => {
    const userId = await world.joinUnverified(email);
    for (let times = 0; times < 6; times += 1) await world.logIn(email).catch(() => undefined);
    await expect(world.logIn(email)).rejects.toEqual(code('LOGIN_THROTTLED'));
    await verify(await world.linkOf('verification', userId));
    expect((await world.logIn(email)).account._id).toBe(userId);
  });

  it('leaves nothing in the database that would open an account', async () => {
    const userId = await world.joinUnverified(email);
    const token = await world.linkOf('verification', userId);
    expect(JSON.stringify(await document(userId))).not.toContain(token.slice(22));
  });
});

describe('asking for a link', () => {
  const nonceOf = async (userId: string) => (await world.users.get(EVERYTHING, userId, ['passwordReset'])).passwordReset?.nonce;

  it.each(['verification', 'passwordReset'] as const)('for %s costs one look and one write, whoever has the address or has had enough mail', async (purpose) => {
    await world.joinUnverified(email);
    await world.join(`verified-${email}`);
    const ask = (address: string) => operations(() => world.askForLink.execute(purpose, address));
    // Known, known and too soon after, known and verified, unknown.
    for (const address of [email, email, `verified-${email}`, `nobody-${email}`]) expect(await ask(address)).toEqual(['read', 'write']);
  });

  it('is obeyed at most once a minute and five times an hour, and nobody is told', async () => {
    const userId = await world.join(email);
    const nonces = new Set<string | undefined>();
    // The registration was the first mail of this hour.
    for (let minute = 0; minute < 8; minute += 1) {
      clock.aheadMs += 61_000;
      for (let times = 0; times < 3; times += 1) await expect(world.askForLink.execute('passwordReset', email)).resolves.toBeUndefined();
      nonces.add(await nonceOf(userId));
    }
    expect(nonces.size).toBe(4);
    clock.aheadMs += 2 * 3_600_000;
    await world.askForLink.execute('passwordReset', email);
    expect(nonces).not.toContain(await nonceOf(userId));
  });

  it('to verify again changes nothing for who is verified', async () => {
    const userId = await world.join(email);
    clock.aheadMs += 61_000;
    const before = await document(userId);
    await world.askForLink.execute('verification', email);
    expect(await document(userId)).toEqual(before);
  });
});

describe('a forgotten password', () => {
  const forgotten = async (userId: string) => {
    clock.aheadMs += 61_000;
    await world.askForLink.execute('passwordReset', email);
    return world.linkOf('passwordReset', userId);
  };

  it('is replaced once: the old one is void, every session has ended, and nobody is logged in by it', async () => {
    const userId = await world.join(email);
    const logins = [await world.logIn(email), await world.logIn(email)];
    const token = await forgotten(userId);
    await reset(token);
    for (const { tokens } of logins) await expect((async () => world.authenticator.authenticate(tokens.access.token))()).rejects.toEqual(code('UNAUTHENTICATED'));
    for (const { tokens } of logins) await expect(world.refresh.execute(tokens.refresh.token)).rejects.toEqual(code('UNAUTHENTICATED'));
    expect(await world.listSessions.execute(userId)).toEqual([]);
    await expect(world.logIn(email)).rejects.toEqual(code('INVALID_CREDENTIALS'));
    expect((await world.logIn(email, { password: NEW_PASSWORD })).account._id).toBe(userId);
    await expect(reset(token, 'yet another long one')).rejects.toEqual(NOT_GOOD);
    expect((await eventTypes(userId)).filter((type) => type.startsWith('user.password'))).toEqual(['user.password-reset-requested', 'user.password-changed']);
  });

  it('is replaced by one of ten at once, and that one\'s password counts', async () => {
    const userId = await world.join(email);
    const token = await forgotten(userId);
    const passwords = Array.from({ length: 10 }, (_, at) => `${NEW_PASSWORD} ${at}`);
    expect(await outcomes(passwords.map((password) => reset(token, password)))).toEqual([...nine('LINK_NOT_GOOD'), 'done']);
    const logins = await outcomes(passwords.map((password, at) => world.logIn(email, { password, addressKey: `192.0.2.${at}` })));
    expect(logins).toEqual([...nine('INVALID_CREDENTIALS'), 'done']);
  });

  it('is not replaced by a weak one, and the link stays good', async () => {
    const userId = await world.join(email);
    const token = await forgotten(userId);
    await expect(reset(token, 'qwertyuiop')).rejects.toMatchObject({ errors: [{ pointer: '/password', code: 'TOO_COMMON' }] });
    await reset(token);
  });

  it('is not replaced after half an hour, by an older link, or after the password was changed otherwise', async () => {
    const userId = await world.join(email);
    const older = await forgotten(userId);
    const newer = await forgotten(userId);
    await expect(reset(older)).rejects.toEqual(NOT_GOOD);
    const { tokens } = await world.logIn(email);
    const { credential } = await world.authenticator.authenticate(tokens.access.token);
    await world.changePassword.execute({ userId, sessionId: credential.kind === 'session' ? credential.sessionId : '', currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
    await expect(reset(newer)).rejects.toEqual(NOT_GOOD);
    const last = await forgotten(userId);
    clock.aheadMs += LINK_LIFE_MS.passwordReset;
    await expect(reset(last)).rejects.toEqual(NOT_GOOD);
  });

  it('leaves no way in for a login with the old password at the same moment', async () => {
    const userId = await world.join(email);
    const owner = await world.users.get(EVERYTHING, userId, ['roles', 'passwordChangedAt']);
    await reset(await forgotten(userId));
    // What a login does that looked at the old password before the reset.
    await expect(world.openSession.execute(owner, 'a client')).rejects.toEqual(code('INVALID_CREDENTIALS'));
    expect(await world.listSessions.execute(userId)).toEqual([]);
  });

  it('lets the owner in while strangers guess', async () => {
    const userId = await world.join(email);
    await Promise.allSettled(Array.from({ length: 40 }, (_, at) => world.logIn(email, { password: 'a wrong guess', addressKey: `198.51.100.${at}` })));
    await expect(world.logIn(email)).rejects.toEqual(code('LOGIN_THROTTLED'));
    await reset(await forgotten(userId));
    expect((await world.logIn(email, { password: NEW_PASSWORD })).account._id).toBe(userId);
  });

  it('of an account that was never verified verifies it; of a suspended one leaves it suspended', async () => {
    const userId = await world.joinUnverified(email);
    await reset(await forgotten(userId));
    expect((await world.logIn(email, { password: NEW_PASSWORD })).account._id).toBe(userId);
    await world.suspend.execute('an-admin', userId);
    await reset(await forgotten(userId), PASSWORD);
    await expect(world.logIn(email)).rejects.toEqual(code('ACCOUNT_SUSPENDED'));
  });

  it('costs a forger no hash', async () => {
    const before = hasher.hashed;
    await expect(reset('A'.repeat(64))).rejects.toEqual(NOT_GOOD);
    expect(hasher.hashed).toBe(before);
  });
});
