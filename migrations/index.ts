import { type RegisteredMigration, registerMigrations } from '@plumbline/database';
import { SOURCE_HASHES } from './source-hashes.js';

/** Every migration, in order; a new one is added at the end. */
export const MIGRATIONS: readonly RegisteredMigration[] = registerMigrations([], SOURCE_HASHES);
