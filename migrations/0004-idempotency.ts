import { indexMigration, pickIndexes } from '@plumbline/database';
import { COMMON_INDEXES } from '../libs/common/src/data/indexes.js';

export const idempotency = indexMigration('0004-idempotency', pickIndexes(COMMON_INDEXES, 'idempotency_keys_expiry'));
