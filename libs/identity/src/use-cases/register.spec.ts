import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
  it('opens an active account with the role of its type and tells of it in the same write', async () => {
    await world.register.execute(command);
    const user = await world.users.getByEmail('ada@example.org', ['email', 'name', 'roles', 'state', 'v']);
    expect(user).toMatchObject({ email: 'Ada@Example.org', name: 'Ada Lovelace', roles: ['client'], state: 'active', v: 1 });
    const [stored] = await raw();
    expect(stored).toMatchObject({ outbox: [{ seq: 1, type: 'user.registered', actor: user._id, data: { accountType: 'client' } }] });
  });

  it('stores neither the address, nor the name, nor the hash as plain text', async () => {
    const text = JSON.stringify(await raw());
    for (const word of ['ada', 'lovelace', 'example.org', 'argon2', PASSWORD]) {
      expect(text.toLowerCase()).not.toContain(word);
      expect(text).not.toContain(Buffer.from(word).toString('base64').replace(/=+$/, '').slice(0, -1));
    }
  });

  it('says nothing and changes nothing when the address is taken, however it is spelt', async () => {
    const before = await raw();
    await expect(world.register.execute({ ...command, email: 'ADA@EXAMPLE.ORG', password: 'another password of mine', name: 'Eve' })).resolves.toBeUndefined();
    expect(await raw()).toEqual(before);
    const [noted] = await database.db.collection('repeated_registrations').find().toArray();
    expect(noted).toMatchObject({ userId: before[0]!._id, outbox: [{ type: 'user.registration-repeated' }] });
  });

  it('costs one hash either way', async () => {
    const cost = async (email: string) => {
      const before = hasher.hashed;
      await world.register.execute({ ...command, email });
      return hasher.hashed - before;
    };
    expect([await cost('new@example.org'), await cost('new@example.org')]).toEqual([1, 1]);
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
