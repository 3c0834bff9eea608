import { indexMigration, type Migration, pickIndexes } from '@plumbline/database';
import { AUDIT_LOG_INDEXES } from '../libs/audit-log/src/data/indexes.js';

const indexes = indexMigration(
  '0007-audit-log',
  pickIndexes(
    AUDIT_LOG_INDEXES,
    'audit_entries_chain',
    'audit_entries_at',
    'audit_entries_actor',
    'audit_entries_object',
    'audit_entries_object_type',
    'audit_entries_action',
    'audit_checkpoints_at',
    'audit_checkpoints_entries',
  ),
);

/** Sixteen chains of entries, and the chain of the checkpoints. */
const HEADS = 17;
const NOTHING = { seq: 0, hash: '0'.repeat(64) };

/**
 * Lays out the audit log: its indexes and empty heads, so that from the beginning a head that is missing was taken away. Its way down
 * leaves what was written: a log that a downgrade removes would be none.
 */
export const auditLog: Migration = {
  ...indexes,
  up: async (db) => {
    await indexes.up(db);
    const upserts = Array.from({ length: HEADS }, (_, head) => ({ updateOne: { filter: { _id: head }, update: { $setOnInsert: NOTHING }, upsert: true } }));
    await db.collection<{ _id: number }>('audit_heads').bulkWrite(upserts);
  },
};
