import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
