import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Database, hashOfSource, Migrator } from '@plumbline/database';
import { dropAndClose, openTestDatabase } from '../test/fixtures/test-database.js';
import { MIGRATIONS } from './index.js';
import { SOURCE_HASHES } from './source-hashes.js';

const files = readdirSync(__dirname).filter((file) => /^\d{4}-.*\.ts$/.test(file)).sort();
const hashes = Object.fromEntries(files.map((file) => [file.replace(/\.ts$/, ''), hashOfSource(readFileSync(path.join(__dirname, file), 'utf8'))]));

describe('the migrations', () => {
  it('are all in the registry, with the hash of their source', () => {
    expect(MIGRATIONS.map(({ name }) => name)).toEqual(Object.keys(hashes));
    expect(SOURCE_HASHES).toEqual(hashes);
  });
});

describe('the indexes', () => {
  let database: Database;

  beforeAll(async () => {
    database = await openTestDatabase();
  });

  afterAll(() => dropAndClose(database));

  const present = async (): Promise<string[]> => {
    const collections = [...new Set(MIGRATIONS.flatMap(({ indexes = [] }) => indexes.map(({ collection }) => collection)))];
    const found = await Promise.all(collections.map(async (collection) => (await database.db.collection(collection).indexes().catch(() => [])).filter(({ name }) => name !== '_id_').map(({ name, key, ...options }) => JSON.stringify([collection, name, key, options]))));
    return found.flat().sort();
  };

  it('are the same after up, down and up again, and gone in between', async () => {
    const migrator = new Migrator(database, MIGRATIONS);
    await migrator.up();
    const first = await present();
    expect(first).toHaveLength(MIGRATIONS.flatMap(({ indexes = [] }) => indexes).length);
    if (MIGRATIONS[0] !== undefined) await migrator.down(MIGRATIONS[0].name);
    expect(await present()).toEqual([]);
    await migrator.up();
    expect(await present()).toEqual(first);
  }, 60_000);
});

describe('the way back', () => {
  let database: Database;

  beforeEach(async () => {
    database = await openTestDatabase();
    await new Migrator(database, MIGRATIONS).up();
  });

  afterEach(() => dropAndClose(database));

  const back = async (): Promise<number> => {
    await new Migrator(database, MIGRATIONS).down(MIGRATIONS[0]?.name);
    return database.db.collection('audit_heads').countDocuments();
  };

  it('leaves no heads of an audit log in which nothing was entered', async () => {
    expect(await database.db.collection('audit_heads').countDocuments()).toBe(17);
    expect(await back()).toBe(0);
  }, 60_000);

  it('leaves an audit log whole that holds an entry', async () => {
    await database.db.collection('audit_entries').insertOne({ chain: 0, seq: 1 });
    expect(await back()).toBe(17);
    expect(await database.db.collection('audit_entries').countDocuments()).toBe(1);
  }, 60_000);
});
