import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { dropAndClose, openTestDatabase } from '../../../../test/fixtures/test-database.js';
import type { Database } from '../database.js';
import { LeaseLost } from '../lease/lease.js';
import { type IndexDefinition, pickIndexes } from './index-definition.js';
import { indexMigration, type Migration, registerMigrations } from './migration.js';
import { MigrationLocked, Migrator, type MigratorNews } from './migrator.js';
import { pendingMigrations } from './pending-migrations.js';

const INDEXES: readonly IndexDefinition[] = [
  { collection: 'things', name: 'things_owner', keys: { ownerId: 1, _id: 1 }, serves: 'the owner lists things' },
  { collection: 'things', name: 'things_code', keys: { code: 1 }, options: { unique: true, partialFilterExpression: { code: { $type: 'string' } } }, serves: 'a code is given once' },
  { collection: 'things', name: 'things_ttl', keys: { at: 1 }, options: { expireAfterSeconds: 60 }, serves: 'old things go' },
];
const first = indexMigration('0001-things', pickIndexes(INDEXES, 'things_owner', 'things_code'));
const second = indexMigration('0002-expiry', pickIndexes(INDEXES, 'things_ttl'));
const register = (...migrations: Migration[]) => registerMigrations(migrations, Object.fromEntries(migrations.map(({ name }) => [name, `hash of ${name}`])));
const BOTH = register(first, second);

let database: Database;

beforeEach(async () => {
  database = await openTestDatabase();
});

afterEach(() => dropAndClose(database));

const indexes = async () => (await database.db.collection('things').indexes()).map(({ name, key, ...options }) => ({ name, key, ...options }));
const lock = () => database.db.collection<{ _id: string; owner: string; takenAt: Date }>('migrationLock');

describe('up and down', () => {
  it('apply in order, revert the newest first, and leave the same indexes when done again', async () => {
    const migrator = new Migrator(database, BOTH);
    expect(await migrator.up()).toEqual(['0001-things', '0002-expiry']);
    const before = await indexes();
    expect(before.map(({ name }) => name)).toEqual(['_id_', 'things_owner', 'things_code', 'things_ttl']);
    expect(await migrator.up()).toEqual([]);
    expect(await migrator.down()).toEqual(['0002-expiry']);
    expect(await migrator.down('0001-things')).toEqual(['0001-things']);
    expect((await indexes()).map(({ name }) => name)).toEqual(['_id_']);
    await migrator.up();
    expect(await indexes()).toEqual(before);
  });

  it('stop where they are told to, and say what is pending', async () => {
    const migrator = new Migrator(database, BOTH);
    const pending = pendingMigrations(database, BOTH);
    expect(await pending()).toEqual(['0001-things', '0002-expiry']);
    expect(await migrator.up('0001-things')).toEqual(['0001-things']);
    expect(await pending()).toEqual(['0002-expiry']);
    expect(await migrator.status()).toMatchObject({ applied: [{ _id: '0001-things' }], pending: ['0002-expiry'], changed: [], missing: [] });
    await migrator.up();
    expect(await pending()).toEqual([]);
  });

  it('record nothing for one that failed, and give the lock back', async () => {
    const failing: Migration = { name: '0003-fails', up: () => Promise.reject(new Error('no space')), down: () => Promise.resolve() };
    await expect(new Migrator(database, register(first, failing)).up()).rejects.toThrow('no space');
    expect((await new Migrator(database, register(first, failing)).status()).pending).toEqual(['0003-fails']);
    expect(await lock().countDocuments()).toBe(0);
  });
});

describe('what is refused', () => {
  it('a migration that was changed after it had been applied', async () => {
    await new Migrator(database, BOTH).up();
    const changed = registerMigrations([first, second], { '0001-things': 'another', '0002-expiry': 'hash of 0002-expiry' });
    expect((await new Migrator(database, changed).status()).changed).toEqual(['0001-things']);
    await expect(new Migrator(database, changed).up()).rejects.toThrow('`0001-things` was changed after it had been applied');
  });

  it('an index that was changed in the file that declares it', () => {
    const [applied] = register(first);
    const [edited] = register(indexMigration('0001-things', [{ ...(INDEXES[0] as IndexDefinition), keys: { ownerId: -1 } }]));
    expect(edited?.checksum).not.toBe(applied?.checksum);
  });

  it('to revert what a newer version applied; but an older version with nothing to do passes', async () => {
    await new Migrator(database, BOTH).up();
    const older = new Migrator(database, register(first));
    expect((await older.status()).missing).toEqual(['0002-expiry']);
    expect(await older.up()).toEqual([]);
    await expect(older.down()).rejects.toThrow('`0002-expiry` was applied by a newer version');
  });

  it('one that would slip in before an applied one, an unknown name, and a registry out of order', async () => {
    await new Migrator(database, register(second)).up();
    await expect(new Migrator(database, BOTH).up()).rejects.toThrow('`0001-things` comes before `0002-expiry`');
    await expect(new Migrator(database, BOTH).up('0009-none')).rejects.toThrow('no migration `0009-none`');
    expect(() => register(second, first)).toThrow('must have a higher number');
    expect(() => registerMigrations([first], {})).toThrow('has no source hash');
  });
});

describe('two migrators', () => {
  it('at once: each migration runs once', async () => {
    const runs: string[] = [];
    const counted = register({ name: '0001-counted', up: async (db) => { runs.push('up'); await db.collection('x').insertOne({}); }, down: () => Promise.resolve() });
    const news: MigratorNews[] = [];
    const outcomes = await Promise.all([1, 2, 3].map(() => new Migrator(database, counted, { tell: (item) => news.push(item) }).up()));
    expect(runs).toEqual(['up']);
    expect(outcomes.flat()).toEqual(['0001-counted']);
    expect(await lock().countDocuments()).toBe(0);
  });

  it('the second one says who holds the lock when it gives up', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => { begun = resolve; });
    const slow = register({ name: '0001-slow', up: () => { begun(); return held; }, down: () => Promise.resolve() });
    const work = new Migrator(database, slow).up();
    await started;
    const owner = (await lock().findOne())?.owner ?? 'nobody';
    const impatient = new Migrator(database, slow, { waitMs: 0 }).up();
    await expect(impatient).rejects.toThrow(MigrationLocked);
    await expect(impatient).rejects.toThrow(owner);
    release();
    await work;
  });

  it('a killed one loses the lock when its lease ends', async () => {
    await database.db.collection<{ _id: string }>('migrationLock').insertOne({ _id: 'migrator', owner: 'the dead', takenAt: new Date(), expiresAt: new Date(Date.now() + 400) } as { _id: string });
    const news: MigratorNews[] = [];
    const begun = performance.now();
    expect(await new Migrator(database, register(first), { tell: (item) => news.push(item), waitMs: 10_000 }).up()).toEqual(['0001-things']);
    expect(performance.now() - begun).toBeGreaterThan(350);
    expect(news[0]).toEqual({ kind: 'waiting', holder: 'the dead' });
  });

  it('a long migration keeps its lock beyond the lease', async () => {
    // A lease of three seconds is renewed each second, so a busy machine may be two seconds late.
    const leaseMs = 3_000;
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => { begun = resolve; });
    const up = async (): Promise<void> => {
      const firstLeaseEnds = (await lock().findOne())!.takenAt.getTime() + leaseMs;
      begun();
      await eventually(async () => (await databaseTime()) > firstLeaseEnds + 500, 30_000);
    };
    const long = register({ name: '0001-long', up, down: () => Promise.resolve() });
    const work = new Migrator(database, long, { leaseMs }).up();
    await Promise.race([started, work]);
    const outcomes = await Promise.allSettled([work, new Migrator(database, long, { leaseMs, waitMs: 60_000 }).up()]);
    expect(outcomes).toEqual([{ status: 'fulfilled', value: ['0001-long'] }, { status: 'fulfilled', value: [] }]);
  }, 90_000);

  it('one that lost its lock writes nothing into the ledger', async () => {
    const robbed = register({ name: '0001-robbed', up: async () => { await lock().updateOne({}, { $set: { owner: 'another' } }); }, down: () => Promise.resolve() });
    await expect(new Migrator(database, robbed).up()).rejects.toThrow(LeaseLost);
    expect((await new Migrator(database, robbed).status()).applied).toEqual([]);
    expect((await lock().findOne())?.owner).toBe('another');
  });
});

/** The database's clock, by which leases end, in ms since the epoch. */
async function databaseTime(): Promise<number> {
  const { localTime } = await database.db.admin().command({ hello: 1 });
  return (localTime as Date).getTime();
}
