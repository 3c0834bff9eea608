import { type RegisteredMigration, registerMigrations } from '@plumbline/database';
import { identity } from './0001-identity.js';
import { businesses } from './0002-businesses.js';
import { assessments } from './0003-assessments.js';
import { idempotency } from './0004-idempotency.js';
import { mail } from './0006-mail.js';
import { SOURCE_HASHES } from './source-hashes.js';

/** Every migration, in order; a new one is added at the end. */
export const MIGRATIONS: readonly RegisteredMigration[] = registerMigrations([identity, businesses, assessments, idempotency, mail], SOURCE_HASHES);
