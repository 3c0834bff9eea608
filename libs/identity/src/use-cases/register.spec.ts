import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { InProcessRateLimiter } from '@plumbline/common';
import { createIndexes, type Database, EVERYTHING } from '@plumbline/database';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { CountingHasher, type IdentityWorld, identityWorld, PASSWORD } from '../identity-world.fixture.js';

let database: Database;
let world: IdentityWorld;
const hasher = new CountingHasher();

beforeAll(async () => {
  const config = testConfig();
  database = await openTestDatabase(config);
  await createIndexes(database.db, IDENTITY_INDEXES);
  world = identityWorld(database, config, hasher);
});

afterAll(() => dropAndClose(database));

const command = { email: 'Ada@Example.org', password: PASSWORD, name: 'Ada Lovelace', accountType: 'client' } as const;
const raw = () => database.db.collection('users').find().toArray();

describe('registration', () => {
  it('opens an account with the role of its type, and tells of it in the same write', async () => {
    await world.register.execute(command);
    const user = await world.users.getByEmail('ada@example.org', ['email', 'name', 'roles', 'state', 'v']);
    expect(user).toMatchObject({ email: 'Ada@Example.org', name: 'Ada Lovelace', roles: ['client'], state: 'active', v: 1 });
    const [stored] = await raw();
    expect(stored).toMatchObject({ outbox: [{ seq: 1, type: 'user.registered', actor: user._id, data: { accountType: 'client' } }], verification: { nonce: expect.any(String) } });
    expect(stored).not.toHaveProperty('emailVerifiedAt');
  });

  it('stores neither the address, nor the name, nor the hash as plain text', async () => {
    const text = JSON.stringify(await raw());
    for (const word of ['ada@example', 'lovelace', 'example.org', 'argon2', PASSWORD]) {
      expect(text.toLowerCase()).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString('base64').replace(/=+$/, '').slice(0, -1));
    }
  });

  it('says nothing and changes nothing when the address is taken, however it is spelt', async () => {
    const { _id } = await world.users.getByEmail('ada@example.org', []);
    await world.verifyEmail.execute(await world.linkOf('verification', _id), 'an address');
    const before = await raw();
    await expect(world.register.execute({ ...command, email: 'ADA@EXAMPLE.ORG', password: 'another password of mine', name: 'Eve' })).resolves.toBeUndefined();
    expect(await raw()).toEqual(before);
    const [noted] = await database.db.collection('repeated_registrations').find().toArray();
    expect(noted).toMatchObject({ userId: before[0]!._id, outbox: [{ type: 'user.registration-repeated' }] });
  });

  it('tells the owner of a taken address once an hour, at the same cost', async () => {
    for (let times = 0; times < 3; times += 1) await world.register.execute({ ...command, password: 'another password of mine' });
    const noted = await database.db.collection('repeated_registrations').find().toArray();
    expect(noted).toHaveLength(4);
    expect(noted.filter((one) => one['outbox'] !== undefined)).toHaveLength(1);
  });

  it('of an address that nobody has verified replaces what was registered, and voids the link that was mailed', async () => {
    const email = 'squatted@example.org';
    const userId = await world.joinUnverified(email, 'Mallory');
    const squatters = await world.linkOf('verification', userId);
    await world.register.execute({ ...command, email, password: 'another password of mine', name: 'Ada' });
    await expect(world.verifyEmail.execute(squatters, 'an address')).rejects.toMatchObject({ type: { code: 'LINK_NOT_GOOD' } });
    await world.verifyEmail.execute(await world.linkOf('verification', userId), 'an address');
    await expect(world.logIn(email)).rejects.toMatchObject({ type: { code: 'INVALID_CREDENTIALS' } });
    expect((await world.logIn(email, { password: 'another password of mine' })).account).toMatchObject({ _id: userId, name: 'Ada' });
  });

  it('replaces nothing that an admin has given something to', async () => {
    const email = 'chosen@example.org';
    const userId = await world.joinUnverified(email);
    await world.setRoles.execute(userId, 1, ['client', 'navigator']);
    const link = await world.linkOf('verification', userId);
    await world.register.execute({ ...command, email, password: 'another password of mine' });
    expect(await world.linkOf('verification', userId)).toBe(link);
  });

  it('costs one hash either way', async () => {
    const cost = async (email: string) => {
      const before = hasher.hashed;
      await world.register.execute({ ...command, email });
      return hasher.hashed - before;
    };
    expect([await cost('new@example.org'), await cost('new@example.org')]).toEqual([1, 1]);
  });

  it('asks the limits as often either way: with Redis each question is a way to another machine', async () => {
    await world.join('verified@example.org');
    const asked = [jest.spyOn(InProcessRateLimiter.prototype, 'consume'), jest.spyOn(InProcessRateLimiter.prototype, 'block')];
    const questions = async (email: string) => {
      for (const spy of asked) spy.mockClear();
      await world.register.execute({ ...command, email });
      return asked.map((spy) => spy.mock.calls.length);
    };
    const [taken, free] = [await questions('verified@example.org'), await questions('unheard-of@example.org')];
    for (const spy of asked) spy.mockRestore();
    expect(taken).toEqual([2, 1]);
    expect(free).toEqual(taken);
  });

  it('refuses a bad password whether or not the address is known, before any work', async () => {
    const before = hasher.hashed;
    for (const email of ['ada@example.org', 'nobody@example.org']) {
      await expect(world.register.execute({ ...command, email, password: 'password123' })).rejects.toMatchObject({ errors: [{ code: 'TOO_COMMON' }] });
    }
    expect(hasher.hashed).toBe(before);
  });

  it('makes one account out of twenty registrations at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => world.register.execute({ ...command, email: 'race@example.org' })));
    expect(await world.users.count(EVERYTHING, world.users.blind('email', 'race@example.org'), 10)).toBe(1);
  });
});

describe('People, for other libraries', () => {
  it('finds a person by any spelling of the address', async () => {
    const id = await world.join('grace@bücher.example', 'Grace Hopper');
    expect(await world.people.idByEmail('GRACE@xn--bcher-kva.example')).toBe(id);
    await expect(world.people.idByEmail('nobody@example.org')).rejects.toMatchObject({ type: { code: 'NOT_FOUND' } });
  });

  it('gives names for ids, and leaves out ids that nobody has', async () => {
    const id = await world.people.idByEmail('grace@bücher.example');
    expect(await world.people.names([id, 'nobody'])).toEqual(new Map([[id, 'Grace Hopper']]));
    expect(await world.people.names([])).toEqual(new Map());
  });
});
