import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import { createIndexes, dropIndexes, type IndexDefinition } from './index-definition.js';

/** One step of the database's shape. Both ways must bear being run again after a crash in their middle. */
export interface Migration {
  /** The file's name without its ending: `0001-identity`. */
  readonly name: string;
  /** The indexes that it makes; part of the checksum, since they are declared in another file. */
  readonly indexes?: readonly IndexDefinition[];
  up(db: mongo.Db): Promise<void>;
  down(db: mongo.Db): Promise<void>;
}

/** A migration with what tells whether it was changed after it was applied. */
export interface RegisteredMigration extends Migration {
  readonly checksum: string;
}

const NAME = /^\d{4}-[a-z0-9]+(-[a-z0-9]+)*$/;

/** A migration that only makes indexes. */
export function indexMigration(name: string, indexes: readonly IndexDefinition[]): Migration {
  return { name, indexes, up: (db) => createIndexes(db, indexes), down: (db) => dropIndexes(db, indexes) };
}

/** Text as it counts for a checksum: line ends do not. */
export function hashOfSource(source: string): string {
  return createHash('sha256').update(source.replaceAll('\r\n', '\n')).digest('hex');
}

/**
 * Puts the migrations in order.
 * @param sourceHashes name -> `hashOfSource` of its file. A build changes a function's text, so the text as written is what counts.
 * @throws Error when a name is malformed, used twice, out of order, or has no hash: a programmer's mistake, found at start.
 */
export function registerMigrations(migrations: readonly Migration[], sourceHashes: Readonly<Record<string, string>>): readonly RegisteredMigration[] {
  return migrations.map((migration, position) => {
    const { name } = migration;
    const before = migrations[position - 1]?.name;
    if (!NAME.test(name)) throw new Error(`Migration \`${name}\`: the name must be like 0001-identity.`);
    if (before !== undefined && before.slice(0, 4) >= name.slice(0, 4)) throw new Error(`Migration \`${name}\` must have a higher number than \`${before}\`.`);
    const source = sourceHashes[name];
    if (source === undefined) throw new Error(`Migration \`${name}\` has no source hash; run npm run generate.`);
    const checksum = createHash('sha256').update(source).update(JSON.stringify(migration.indexes ?? [])).digest('hex');
    return { ...migration, checksum };
  });
}
