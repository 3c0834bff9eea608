import type { Migration } from '@plumbline/database';

/**
 * The way back of 0007: where nothing was ever entered, the empty heads that it laid out go as well, so that going back leads to what was
 * there before. A log that holds an entry stays whole.
 */
export const auditLogWayBack: Migration = {
  name: '0015-audit-log-way-back',
  up: () => Promise.resolve(),
  down: async (db) => {
    const entry = await db.collection('audit_entries').findOne({}, { projection: { _id: 1 } });
    if (entry === null) await db.collection('audit_heads').deleteMany({ seq: 0 });
  },
};
