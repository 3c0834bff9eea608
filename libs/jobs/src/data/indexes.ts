import type { IndexDefinition } from '@plumbline/database';

/** Where jobs are kept, dead letters too. */
export const JOBS = 'jobs';

const QUARTER_SECONDS = 90 * 86_400;
const ALIVE = { dueAt: { $exists: true } };
const DEAD = { diedAt: { $exists: true } };

/** A job that lives has `dueAt`, a dead letter has `diedAt`, none has both. */
export const JOBS_INDEXES: readonly IndexDefinition[] = [
  { collection: JOBS, name: 'jobs_due', keys: { name: 1, dueAt: 1 }, options: { partialFilterExpression: ALIVE }, serves: 'which jobs are due, and the next one of a name' },
  { collection: JOBS, name: 'jobs_key', keys: { name: 1, key: 1 }, options: { unique: true, partialFilterExpression: { key: { $type: 'string' }, ...ALIVE } }, serves: 'a job that was handed in twice is stored once' },
  { collection: JOBS, name: 'jobs_dead', keys: { diedAt: 1, _id: 1 }, options: { partialFilterExpression: DEAD }, serves: 'GET operations/dead-jobs, and how many there are' },
  { collection: JOBS, name: 'jobs_dead_expiry', keys: { diedAt: 1 }, options: { expireAfterSeconds: QUARTER_SECONDS, partialFilterExpression: DEAD }, serves: 'dead letters go after 90 days' },
];
