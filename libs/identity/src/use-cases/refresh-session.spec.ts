import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database } from '@plumbline/database';
import { GRACE_MS, IDLE_MS, LIFETIME_MS } from '../domain/session.js';
import { type IdentityWorld, MovableClock, openTwoProcesses } from '../identity-world.fixture.js';
import type { LoggedIn } from './log-in.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const REUSED = code('REFRESH_REUSED');
const OVER = code('UNAUTHENTICATED');

let database: Database;
let world: IdentityWorld;
let elsewhere: IdentityWorld;
let close: () => Promise<void>;
let clock: MovableClock;
let userId: string;
let login: LoggedIn;
let people = 0;

beforeAll(async () => {
  clock = new MovableClock();
  ({ database, world, elsewhere, close } = await openTwoProcesses(clock));
});

afterAll(() => close());

beforeEach(async () => {
  const email = `person${(people += 1)}@example.org`;
  userId = await world.join(email);
  login = await world.logIn(email);
});

const first = () => login.tokens.refresh.token;
const refresh = (token: string, at: IdentityWorld = world) => at.refresh.execute(token);
const stored = async () => (await database.db.collection('sessions').find({ userId }).toArray())[0]!;

describe('a refresh', () => {
  it('gives a new token and an access token that says the same', async () => {
    const next = await refresh(first());
    expect(next.refresh.token).not.toBe(first());
    const principal = await world.authenticator.authenticate(next.access.token);
    expect(principal).toEqual(await world.authenticator.authenticate(login.tokens.access.token));
  });

  it('can be done again and again, each time with the last token', async () => {
    const seen = new Set([first()]);
    let token = first();
    for (let round = 0; round < 10; round += 1) {
      token = (await refresh(token)).refresh.token;
      seen.add(token);
    }
    expect(seen.size).toBe(11);
    expect(await stored()).toMatchObject({ v: 11, state: 'active' });
  });

  it('gives fifty requests with the same token, in two processes, one successor and revokes nothing', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => refresh(first(), at % 2 === 0 ? world : elsewhere)));
    const tokens = new Set(answers.map((answer) => answer.refresh.token));
    expect(tokens.size).toBe(1);
    expect(await stored()).toMatchObject({ v: 2, state: 'active' });
    await expect(refresh([...tokens][0]!)).resolves.toBeDefined();
  });

  it('gives a sibling tab the same successor for thirty seconds, without a write', async () => {
    const next = await refresh(first());
    clock.aheadMs += GRACE_MS - 1_000;
    expect((await refresh(first())).refresh.token).toBe(next.refresh.token);
    expect(await stored()).toMatchObject({ v: 2 });
  });
});

describe('a token that comes back after it was replaced', () => {
  it('ends the session of both who hold it, once the grace is over', async () => {
    const next = await refresh(first());
    clock.aheadMs += GRACE_MS + 1_000;
    await expect(refresh(first())).rejects.toEqual(REUSED);
    expect(world.living.forgotten).toContain((await stored())._id);
    await expect(refresh(next.refresh.token)).rejects.toEqual(OVER);
    await expect((async () => world.authenticator.authenticate(next.access.token))()).rejects.toEqual(OVER);
    expect(await stored()).toMatchObject({ state: 'revoked', outbox: [{ type: 'session.started' }, { type: 'session.revoked', seq: 3, data: { userId, reason: 'token-reuse' } }] });
  });

  it('ends it within the grace, too, when it was replaced twice', async () => {
    const second = (await refresh(first())).refresh.token;
    await refresh(second);
    await expect(refresh(first())).rejects.toEqual(REUSED);
    await expect(refresh(second)).rejects.toEqual(OVER);
  });

  it('is noted once, however often it comes back at the same time', async () => {
    await refresh(first());
    clock.aheadMs += GRACE_MS + 1_000;
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => refresh(first())));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect((await stored())['outbox']).toHaveLength(2);
  });
});

describe('a token that is not ours', () => {
  it('ends nothing, whatever session it names', async () => {
    const genuine = Buffer.from(first(), 'base64url');
    const forged = Buffer.concat([genuine.subarray(0, 16), Buffer.alloc(48, 7)]).toString('base64url');
    for (const token of [forged, '', 'x', 'A'.repeat(86)]) await expect(refresh(token)).rejects.toEqual(OVER);
    expect(await stored()).toMatchObject({ v: 1, state: 'active' });
  });
});

describe('a session', () => {
  it('ends after thirty days without use', async () => {
    clock.aheadMs += IDLE_MS;
    await expect(refresh(first())).rejects.toEqual(OVER);
    expect(await world.listSessions.execute(userId)).toEqual([]);
  });

  it('ends after ninety days, however much it is used', async () => {
    let token = first();
    const begun = clock.aheadMs;
    while (clock.aheadMs - begun < LIFETIME_MS - IDLE_MS) {
      clock.aheadMs += IDLE_MS - 60_000;
      token = (await refresh(token)).refresh.token;
    }
    const { refresh: last, access } = await refresh(token);
    expect(last.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + begun + LIFETIME_MS);
    expect(access.expiresIn).toBeGreaterThan(0);
    clock.aheadMs = begun + LIFETIME_MS;
    await expect(refresh(last.token)).rejects.toEqual(OVER);
  });

  it('ends with a logout, also with the token before the last, and logging out again is no failure', async () => {
    await refresh(first());
    await world.logOut.execute(first());
    expect(world.living.forgotten).toContain((await stored())._id);
    await world.logOut.execute(first());
    await world.logOut.execute('not a token');
    await expect(refresh(first())).rejects.toEqual(OVER);
    expect(await stored()).toMatchObject({ state: 'revoked', outbox: [{}, { data: { reason: 'logout' } }] });
  });

  it('of somebody else cannot be ended', async () => {
    const [session] = await world.listSessions.execute(userId);
    await expect(world.endSessions.one('somebody-else', session!._id)).rejects.toEqual(code('NOT_FOUND'));
    await world.endSessions.one(userId, session!._id);
    expect(world.living.forgotten).toContain(session!._id);
    await world.endSessions.one(userId, session!._id);
    await expect(refresh(first())).rejects.toEqual(OVER);
  });

  it('ends with all others', async () => {
    const mail = `person${people}@example.org`;
    const more = await Promise.all([world.logIn(mail), world.logIn(mail)]);
    await world.endSessions.all(userId, 'logout-everywhere');
    for (const { tokens } of [login, ...more]) {
      await expect(refresh(tokens.refresh.token)).rejects.toEqual(OVER);
      await expect((async () => world.authenticator.authenticate(tokens.access.token))()).rejects.toEqual(OVER);
    }
    expect(await world.listSessions.execute(userId)).toEqual([]);
  });
});

describe('the queries of sessions', () => {
  it('use the index of their owner', async () => {
    const explained = await database.db.collection('sessions').find({ userId, state: 'active', idleEndsAt: { $gt: new Date() } }).sort({ _id: -1 }).explain('executionStats');
    expect(explained['executionStats']).toMatchObject({ totalKeysExamined: 1, totalDocsExamined: 1, nReturned: 1 });
  });
});
