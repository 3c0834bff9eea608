import type { IndexDefinition } from '@plumbline/database';

/** Indexes of the edge's own collections. */
export const COMMON_INDEXES: readonly IndexDefinition[] = [
  { collection: 'idempotency_keys', name: 'idempotency_keys_expiry', keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 }, serves: 'answers are forgotten after 24 hours' },
];
