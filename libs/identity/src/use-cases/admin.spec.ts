import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Role } from '@plumbline/common';
import { createIndexes, type Database, EVERYTHING } from '@plumbline/database';
import { runInRequest } from '@plumbline/observability';
import { dropAndClose, openTestDatabase, testConfig } from '../../../../test/fixtures/test-database.js';
import { IDENTITY_INDEXES } from '../data/indexes.js';
import { CountingHasher, type IdentityWorld, identityWorld, PASSWORD } from '../identity-world.fixture.js';
import { CreateDemoPeople } from './create-demo-people.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let database: Database;
let world: IdentityWorld;
let people = 0;

beforeAll(async () => {
  const config = testConfig();
  database = await openTestDatabase(config);
  await createIndexes(database.db, IDENTITY_INDEXES);
  world = identityWorld(database, config);
});

beforeEach(async () => {
  await database.db.collection('users').deleteMany({});
});

afterAll(() => dropAndClose(database));

/** Somebody with these roles. @returns id and version. */
async function somebody(...roles: readonly Role[]): Promise<{ readonly id: string; readonly version: number; readonly email: string }> {
  const email = `person${(people += 1)}@example.org`;
  const id = await world.join(email, `Person ${people}`);
  const registered = await world.users.get(EVERYTHING, id, ['v']);
  const { v } = await world.setRoles.execute(id, registered.v, roles);
  return { id, version: v, email };
}

const stored = (id: string) => database.db.collection<{ _id: string } & Record<string, unknown>>('users').findOne({ _id: id });
const admins = () => world.users.count(EVERYTHING, { roles: 'admin', state: 'active' }, 100);

describe('roles', () => {
  it('count at once on tokens that were issued before', async () => {
    const { id, version, email } = await somebody('client');
    const { tokens } = await world.logIn(email);
    expect(await world.authenticator.authenticate(tokens.access.token)).toMatchObject({ roles: ['client'] });
    world.living.forgotten.length = 0;
    await world.setRoles.execute(id, version, ['navigator', 'client']);
    expect(world.living.forgotten).toEqual([id]);
    expect(await world.authenticator.authenticate(tokens.access.token)).toMatchObject({ roles: ['client', 'navigator'], roleBits: 0b101 });
  });

  it('are written with the event that tells of it, under the version that was read', async () => {
    const { id, version } = await somebody('client');
    await world.setRoles.execute(id, version, ['agency']);
    expect(await stored(id)).toMatchObject({ v: version + 1, roles: ['agency'], outbox: [{}, {}, {}, { seq: version + 1, type: 'user.roles-changed', data: { roles: ['agency'] } }] });
    await expect(world.setRoles.execute(id, version, ['client'])).rejects.toEqual(code('VERSION_MISMATCH'));
    await expect(world.setRoles.execute('nobody', 1, ['client'])).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('one admin', () => {
  it('must remain: the last one cannot give the role away', async () => {
    const last = await somebody('admin');
    await expect(world.setRoles.execute(last.id, last.version, ['client'])).rejects.toEqual(code('LAST_ADMIN'));
    const second = await somebody('admin');
    await world.setRoles.execute(last.id, last.version, ['client']);
    await expect(world.setRoles.execute(second.id, second.version, ['client'])).rejects.toEqual(code('LAST_ADMIN'));
  });

  it('does not remain as a suspended one', async () => {
    const [first, second] = [await somebody('admin'), await somebody('admin')];
    await world.suspend.execute(first.id, second.id);
    await expect(world.setRoles.execute(first.id, first.version, ['client'])).rejects.toEqual(code('LAST_ADMIN'));
  });

  it('remains when two drop each other at the same moment, ten times over', async () => {
    for (let round = 0; round < 10; round += 1) {
      await database.db.collection('users').deleteMany({});
      const [first, second] = [await somebody('admin'), await somebody('admin')];
      const outcomes = await Promise.allSettled([world.setRoles.execute(second.id, second.version, ['client']), world.suspend.execute(second.id, first.id)]);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([{ status: 'rejected', reason: code('LAST_ADMIN') }]);
      expect(await admins()).toBe(1);
    }
  });
});

describe('a suspension', () => {
  it('ends every session and token at once, and a restoration brings none of them back', async () => {
    const admin = await somebody('admin');
    const { id, email } = await somebody('client');
    const { tokens } = await world.logIn(email);
    const [session] = await world.listSessions.execute(id);
    world.living.forgotten.length = 0;
    expect((await world.suspend.execute(admin.id, id)).state).toBe('suspended');
    expect(world.living.forgotten).toEqual([id, session?._id]);
    const call = async () => world.authenticator.authenticate(tokens.access.token);
    await expect(call()).rejects.toEqual(code('UNAUTHENTICATED'));
    await expect(world.refresh.execute(tokens.refresh.token)).rejects.toEqual(code('UNAUTHENTICATED'));
    await expect(world.logIn(email)).rejects.toEqual(code('ACCOUNT_SUSPENDED'));
    expect((await world.restore.execute(id)).state).toBe('active');
    expect(world.living.forgotten.at(-1)).toBe(id);
    await expect(call()).rejects.toEqual(code('UNAUTHENTICATED'));
    await expect(world.refresh.execute(tokens.refresh.token)).rejects.toEqual(code('UNAUTHENTICATED'));
    await expect(world.logIn(email)).resolves.toBeDefined();
    expect((await stored(id))?.['outbox']).toMatchObject([{}, {}, {}, { type: 'user.suspended' }, { type: 'user.restored' }]);
  });

  it('and a restoration are done when an earlier run of the same request did them and nobody knew', async () => {
    const runOf = <T>(effectId: string, work: () => Promise<T>) => runInRequest({ id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: null, effectId, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) }, work);
    const admin = await somebody('admin');
    const { id, email } = await somebody('client');
    const suspend = () => runOf('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e95', () => world.suspend.execute(admin.id, id));
    const restore = () => runOf('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e96', () => world.restore.execute(id));
    expect(await suspend()).toEqual(await suspend());
    const restored = await restore();
    const { tokens } = await world.logIn(email);
    expect(await restore()).toEqual(restored);
    await expect(world.refresh.execute(tokens.refresh.token)).resolves.toBeDefined();
    await expect(world.restore.execute(id)).rejects.toEqual(code('STATE_CONFLICT'));
  });

  it('leaves no way in for a session that began while it happened', async () => {
    const admin = await somebody('admin');
    const { id } = await somebody('client');
    await world.suspend.execute(admin.id, id);
    const raced = await world.openSession.execute({ _id: id, roles: ['client'] }, 'a client');
    await expect((async () => world.authenticator.authenticate(raced.access.token))()).rejects.toEqual(code('UNAUTHENTICATED'));
    await expect(world.refresh.execute(raced.refresh.token)).rejects.toEqual(code('UNAUTHENTICATED'));
    await world.restore.execute(id);
    await expect(world.refresh.execute(raced.refresh.token)).rejects.toEqual(code('UNAUTHENTICATED'));
  });

  it('is refused of oneself, of a suspended account, and of nobody', async () => {
    const admin = await somebody('admin');
    const { id } = await somebody('client');
    await expect(world.suspend.execute(admin.id, admin.id)).rejects.toEqual(code('OWN_ACCOUNT'));
    await expect(world.restore.execute(id)).rejects.toEqual(code('STATE_CONFLICT'));
    await world.suspend.execute(admin.id, id);
    await expect(world.suspend.execute(admin.id, id)).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(world.suspend.execute(admin.id, 'nobody')).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('the list of accounts', () => {
  it('is read page by page, latest first, each account once', async () => {
    for (let n = 0; n < 5; n += 1) await somebody(n % 2 === 0 ? 'client' : 'provider');
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { items, next } = await world.listAccounts.execute({ role: undefined, limit: 2, after });
      seen.push(...items.map(({ _id }) => _id));
      after = next?.id;
    } while (after !== undefined);
    expect(seen).toHaveLength(5);
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    const { items } = await world.listAccounts.execute({ role: 'provider', limit: 10, after: undefined });
    expect(items.map(({ roles }) => roles)).toEqual([['provider'], ['provider']]);
  });

  it('uses an index, also for one role', async () => {
    for (let n = 0; n < 6; n += 1) await somebody(n < 2 ? 'provider' : 'client');
    const explained = await database.db.collection('users').find({ roles: 'provider' }).sort({ _id: -1 }).limit(3).explain('executionStats');
    expect(explained['executionStats']).toMatchObject({ totalKeysExamined: 2, totalDocsExamined: 2, nReturned: 2 });
  });
});

describe('one\'s own account', () => {
  it('is read and renamed under the version that was read', async () => {
    const { id, version } = await somebody('client');
    const renamed = await world.renameMe.execute(id, version, 'Ada King');
    expect(renamed).toMatchObject({ name: 'Ada King', v: version + 1 });
    expect(await world.getAccount.execute(id)).toEqual(renamed);
    await expect(world.renameMe.execute(id, version, 'Eve')).rejects.toEqual(code('VERSION_MISMATCH'));
  });
});

describe('the demo people', () => {
  const demo = (variables: Readonly<Record<string, string>>) => new CreateDemoPeople(world.users, new CountingHasher(), testConfig(variables), database.clock, database.ids);

  it('are one of each role, made once, with the password of the environment', async () => {
    const first = await demo({ DEMO_PASSWORD: PASSWORD }).execute();
    expect(first.map(({ email, role }) => `${email} ${role}`)).toEqual(['client', 'provider', 'navigator', 'agency', 'admin'].map((role) => `${role}@demo.test ${role}`));
    expect(await demo({ DEMO_PASSWORD: PASSWORD }).execute()).toEqual(first);
    expect((await world.logIn('admin@demo.test')).account.roles).toEqual(['admin']);
    expect(await world.users.count(EVERYTHING, {}, 100)).toBe(5);
  });

  it('get the new password when the environment changes', async () => {
    await demo({ DEMO_PASSWORD: 'the former password' }).execute();
    await demo({ DEMO_PASSWORD: PASSWORD }).execute();
    await expect(world.logIn('client@demo.test')).resolves.toBeDefined();
  });

  it('are refused in production and without a password', async () => {
    await expect(demo({}).execute()).rejects.toThrow('DEMO_PASSWORD is not set');
    const production = testConfig({ NODE_ENV: 'production', PUBLIC_URL: 'https://plumbline.example', SMTP_URL: 'smtps://mail.example' });
    await expect(new CreateDemoPeople(world.users, new CountingHasher(), production, database.clock, database.ids).execute()).rejects.toThrow('no place in production');
  });
});
