import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIndexes, type Database, EVERYTHING } from '@plumbline/database';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { AdminLock } from '../data/admin-lock.js';
import { UserRepository } from '../data/user.repository.js';
import { CountingHasher, type IdentityWorld, identityWorld } from '../identity-world.fixture.js';
import { MakeFirstAdmin } from './make-first-admin.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

describe('the first admin', () => {
  let database: Database;
  let world: IdentityWorld;
  const config = testConfig();

  beforeAll(async () => {
    database = await openTestDatabase(config);
    await createIndexes(database.db, IDENTITY_INDEXES);
    world = identityWorld(database, config, new CountingHasher());
    await world.join('first@example.org');
    await world.join('second@example.org');
  });

  afterAll(() => dropAndClose(database));

  it('is an account that registered, keeps its roles, and is made once', async () => {
    const users = new UserRepository(database);
    const command = new MakeFirstAdmin(users, new AdminLock(database), database.clock);
    await expect(command.execute('nobody@example.org')).rejects.toEqual(code('NOT_FOUND'));
    const id = await command.execute('FIRST@example.org');
    expect((await users.get(EVERYTHING, id, ['roles'])).roles).toEqual(['client', 'admin']);
    expect(await command.execute('first@example.org')).toBe(id);
    await expect(command.execute('second@example.org')).rejects.toEqual(code('ADMIN_EXISTS'));
  });

  it('counts as verified by the word of who runs the service', async () => {
    const users = new UserRepository(database);
    await users.updateMany(EVERYTHING, { roles: 'admin' }, { set: { roles: ['client'] } });
    await world.joinUnverified('third@example.org');
    await expect(world.logIn('third@example.org')).rejects.toEqual(code('INVALID_CREDENTIALS'));
    await new MakeFirstAdmin(users, new AdminLock(database), database.clock).execute('third@example.org');
    expect((await world.logIn('third@example.org')).account.roles).toEqual(['client', 'admin']);
  });

  it('is one when two are made at the same moment, ten times over', async () => {
    const users = new UserRepository(database);
    for (let round = 0; round < 10; round += 1) {
      await users.updateMany(EVERYTHING, { roles: 'admin' }, { set: { roles: ['client'] } });
      const outcomes = await Promise.allSettled(['first', 'second'].map((name) => new MakeFirstAdmin(new UserRepository(database), new AdminLock(database), database.clock).execute(`${name}@example.org`)));
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([{ status: 'rejected', reason: code('ADMIN_EXISTS') }]);
      expect(await users.count(EVERYTHING, { roles: 'admin' }, 10)).toBe(1);
    }
  });
});
