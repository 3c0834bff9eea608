import { type RegisteredMigration, registerMigrations } from '@plumbline/database';
import { identity } from './0001-identity.js';
import { businesses } from './0002-businesses.js';
import { assessments } from './0003-assessments.js';
import { idempotency } from './0004-idempotency.js';
import { outbox } from './0005-outbox.js';
import { mail } from './0006-mail.js';
import { auditLog } from './0007-audit-log.js';
import { emailAndPasswords } from './0008-email-and-passwords.js';
import { secondFactorAndApiKeys } from './0009-second-factor-and-api-keys.js';
import { files } from './0010-files.js';
import { reviews } from './0011-reviews.js';
import { certificates } from './0012-certificates.js';
import { marketplace } from './0013-marketplace.js';
import { payments } from './0014-payments.js';
import { auditLogWayBack } from './0015-audit-log-way-back.js';
import { SOURCE_HASHES } from './source-hashes.js';

/** Every migration, in order; a new one is added at the end. */
export const MIGRATIONS: readonly RegisteredMigration[] = registerMigrations([identity, businesses, assessments, idempotency, outbox, mail, auditLog, emailAndPasswords, secondFactorAndApiKeys, files, reviews, certificates, marketplace, payments, auditLogWayBack], SOURCE_HASHES);
