import type { mongo } from 'mongoose';
import type { RegisteredMigration } from './migration.js';

/** What was done to this database. */
export interface LedgerEntry {
  readonly _id: string;
  readonly checksum: string;
  readonly appliedAt: Date;
  /** How long it took, in ms. */
  readonly ms: number;
  /** The migrator that did it: host, process and a random part. */
  readonly by: string;
}

/** How the ledger and the program's migrations compare. */
export interface MigrationStatus {
  readonly applied: readonly LedgerEntry[];
  /** Names that are still to be applied, in order. */
  readonly pending: readonly string[];
  /** Names whose file differs from what was applied. */
  readonly changed: readonly string[];
  /** Names that were applied and that this program does not have: it is older than its database. */
  readonly missing: readonly string[];
}

/** The collection that remembers what was applied. */
export function ledgerOf(db: mongo.Db): mongo.Collection<LedgerEntry> {
  return db.collection<LedgerEntry>('migrations', { readConcern: { level: 'majority' } });
}

/**
 * Compares the ledger with the program.
 * @param maxTimeMS the most the database may take, in ms.
 */
export async function migrationStatus(db: mongo.Db, migrations: readonly RegisteredMigration[], maxTimeMS = 5_000): Promise<MigrationStatus> {
  const applied = await ledgerOf(db).find({}, { maxTimeMS }).sort({ _id: 1 }).toArray();
  const checksums = new Map(applied.map((entry) => [entry._id, entry.checksum]));
  const names = new Set(migrations.map(({ name }) => name));
  return {
    applied,
    pending: migrations.filter(({ name }) => !checksums.has(name)).map(({ name }) => name),
    changed: migrations.filter(({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum).map(({ name }) => name),
    missing: applied.map(({ _id }) => _id).filter((name) => !names.has(name)),
  };
}
