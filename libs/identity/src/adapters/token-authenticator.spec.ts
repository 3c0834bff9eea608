import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sessionOf } from '@plumbline/common';
import { createIndexes, type Database, EVERYTHING } from '@plumbline/database';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { type Mongod, startMongod } from '../../../../test/fixtures/mongod.js';
import { openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { type IdentityWorld, identityWorld, MovableClock, openTwoProcesses } from '../identity-world.fixture.js';
import type { LoggedIn } from '../use-cases/log-in.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const REFUSED = code('UNAUTHENTICATED');
const at = async (world: IdentityWorld, { tokens }: LoggedIn) => world.authenticator.authenticate(tokens.access.token);

describe('a token', () => {
  let database: Database;
  let world: IdentityWorld;
  let elsewhere: IdentityWorld;
  let close: () => Promise<void>;
  let login: LoggedIn;
  let people = 0;
  const clock = new MovableClock();

  beforeAll(async () => {
    ({ database, world, elsewhere, close } = await openTwoProcesses(clock));
  });

  afterAll(() => close());

  beforeEach(async () => {
    clock.aheadMs = 0;
    const email = `person${(people += 1)}@example.org`;
    await world.join(email);
    login = await world.logIn(email);
  });

  /** Until both processes answer from memory. */
  const warm = () =>
    eventually(async () => {
      await Promise.all([at(world, login), at(elsewhere, login)]);
      return [world, elsewhere].every(({ authenticator }) => !(authenticator.authenticate(login.tokens.access.token) instanceof Promise));
    });

  it('is known at once, as the same principal, once it was seen', async () => {
    await warm();
    const [first, second] = [world.authenticator.authenticate(login.tokens.access.token), world.authenticator.authenticate(login.tokens.access.token)];
    expect(first).not.toBeInstanceOf(Promise);
    expect(second).toBe(first);
  });

  it('expires, and is not good before its time', async () => {
    await warm();
    clock.aheadMs = 599_000;
    await expect(at(world, login)).resolves.toBeDefined();
    clock.aheadMs = 600_000;
    await expect(at(world, login)).rejects.toEqual(REFUSED);
    clock.aheadMs = -10_000;
    await expect(at(world, login)).rejects.toEqual(REFUSED);
  });

  it('ends here at once and in another process by the change stream when its session is revoked', async () => {
    await warm();
    const { userId, sessionId } = sessionOf(await at(world, login));
    await world.endSessions.one(userId, sessionId);
    await expect(at(world, login)).rejects.toEqual(REFUSED);
    expect(await eventually(() => expect(at(elsewhere, login)).rejects.toEqual(REFUSED))).toBeLessThan(2_000);
  });

  it('ends in another process when its account is suspended, and has new roles there when they change', async () => {
    await warm();
    const { userId } = await at(world, login);
    const { v } = await world.users.get(EVERYTHING, userId, ['v']);
    await world.setRoles.execute(userId, v, ['agency']);
    await eventually(async () => expect(await at(elsewhere, login)).toMatchObject({ roles: ['agency'] }));
    await world.suspend.execute('an-admin', userId);
    await eventually(() => expect(at(elsewhere, login)).rejects.toEqual(REFUSED));
  });

  it('of a session or an account that is gone is refused', async () => {
    await warm();
    await database.db.collection('sessions').deleteMany({ userId: login.account._id });
    await eventually(() => expect(at(world, login)).rejects.toEqual(REFUSED));
  });

  it('is refused when session and subject do not belong together', async () => {
    const email = `person${(people += 1)}@example.org`;
    await world.join(email);
    const stranger = await world.logIn(email);
    const { sessionId } = sessionOf(await at(world, login));
    await database.db.collection<{ _id: string }>('sessions').updateOne({ _id: sessionId }, { $set: { userId: stranger.account._id } });
    await eventually(() => expect(at(world, login)).rejects.toEqual(REFUSED));
  });
});

describe('while the database is away', () => {
  let mongod: Mongod;
  let database: Database;

  beforeAll(async () => {
    mongod = await startMongod();
  }, 60_000);

  afterAll(async () => {
    await database.close();
    await mongod.stop();
  });

  it('nobody gets in, however well known; and what was revoked meanwhile stays out', async () => {
    const config = testConfig({ MONGODB_URI: mongod.uri('away') });
    database = await openTestDatabase(config);
    await createIndexes(database.db, IDENTITY_INDEXES);
    const world = identityWorld(database, config);
    await world.join('ada@example.org');
    const login = await world.logIn('ada@example.org');
    await eventually(async () => {
      await at(world, login);
      return !(world.authenticator.authenticate(login.tokens.access.token) instanceof Promise);
    });
    await mongod.kill();
    await eventually(() => expect(at(world, login)).rejects.toEqual(code('DEPENDENCY_DOWN')), 5_000);
    await mongod.restart();
    await eventually(async () => expect(await at(world, login)).toMatchObject({ userId: login.account._id }), 20_000);
    await world.endSessions.all(login.account._id, 'logout-everywhere');
    await expect(at(world, login)).rejects.toEqual(REFUSED);
  }, 60_000);
});
