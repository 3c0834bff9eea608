import type { IndexDefinition } from '@plumbline/database';

/** Indexes of the collection `mails`; migration 0006 makes them. */
export const MAIL_INDEXES: readonly IndexDefinition[] = [
  { collection: 'mails', name: 'mails_overdue', keys: { overdueAt: 1 }, options: { partialFilterExpression: { overdueAt: { $exists: true } } }, serves: 'the sweeper: mails whose job or whose holder is gone' },
  { collection: 'mails', name: 'mails_removal', keys: { removeAt: 1 }, options: { expireAfterSeconds: 0 }, serves: 'what is left of a mail goes after 30 days' },
  { collection: 'mails', name: 'mails_kept', keys: { queuedAt: -1 }, options: { partialFilterExpression: { transport: 'kept' } }, serves: 'the newest mails at /dev/mails' },
];
