import { createIndexes, dropIndexes, type Migration, pickIndexes, unrelayedIndex } from '@plumbline/database';
import { JOBS_INDEXES } from '../libs/jobs/src/data/indexes.js';

/** Whose documents had events before there was a relay. */
const OLDER = ['users', 'sessions', 'repeated_registrations', 'businesses', 'assessments'];
const indexes = [...OLDER.map(unrelayedIndex), ...pickIndexes(JOBS_INDEXES, 'jobs_due', 'jobs_key', 'jobs_dead', 'jobs_dead_expiry')];

const waiting = { $filter: { input: '$outbox', as: 'event', cond: { $gt: ['$$event.seq', { $ifNull: ['$relayedTo', 0] }] } } };

/** Makes what the relay and the jobs stand on, and lets the relay find the events that wait since before. Going down, what was relayed stays noted. */
export const outbox: Migration = {
  name: '0005-outbox',
  indexes,
  async up(db) {
    await createIndexes(db, indexes);
    for (const collection of OLDER) {
      const since = { $ifNull: [{ $getField: { field: 'at', input: { $first: waiting } } }, '$$REMOVE'] };
      await db.collection(collection).updateMany({ 'outbox.0': { $exists: true }, unrelayed: { $exists: false } }, [{ $set: { unrelayed: since } }]);
    }
  },
  async down(db) {
    for (const collection of OLDER) await db.collection(collection).updateMany({ unrelayed: { $exists: true } }, { $unset: { unrelayed: '' } });
    await dropIndexes(db, indexes);
  },
};
