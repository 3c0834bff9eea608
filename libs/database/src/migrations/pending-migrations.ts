import type { Database } from '../database.js';
import { migrationStatus } from './ledger.js';
import type { RegisteredMigration } from './migration.js';

/**
 * For the readiness probe: asks the ledger until everything is applied, and remembers that.
 * @returns a function that gives the names that are still to be applied; it throws what a query throws.
 */
export function pendingMigrations(database: Database, migrations: readonly RegisteredMigration[]): () => Promise<readonly string[]> {
  let complete = false;
  return async () => {
    if (complete) return [];
    const { pending } = await migrationStatus(database.db, migrations, 1_000);
    complete = pending.length === 0;
    return pending;
  };
}
