import { type RegisteredMigration, registerMigrations } from '@plumbline/database';
import { identity } from './0001-identity.js';
import { SOURCE_HASHES } from './source-hashes.js';

/** Every migration, in order; a new one is added at the end. */
export const MIGRATIONS: readonly RegisteredMigration[] = registerMigrations([identity], SOURCE_HASHES);
