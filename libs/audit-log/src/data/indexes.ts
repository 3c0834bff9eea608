import type { IndexDefinition } from '@plumbline/database';
import { AUDIT_CHECKPOINTS, AUDIT_ENTRIES } from './collections.js';

/** Newest first, ties by id: the order of every search. */
const NEWEST_FIRST = { at: -1, _id: -1 } as const;

/** The audit log's indexes. Each but the first ones is a filter of GET audit-log in the order in which the list is shown. */
export const AUDIT_LOG_INDEXES: readonly IndexDefinition[] = [
  { collection: AUDIT_ENTRIES, name: 'audit_entries_chain', keys: { chain: 1, seq: 1 }, options: { unique: true }, serves: 'one entry a place: of two appenders the second is refused; reading a chain in order, and its last entry' },
  { collection: AUDIT_ENTRIES, name: 'audit_entries_at', keys: NEWEST_FIRST, serves: 'GET audit-log, by time' },
  { collection: AUDIT_ENTRIES, name: 'audit_entries_actor', keys: { actor: 1, ...NEWEST_FIRST }, serves: 'GET audit-log?actor=' },
  { collection: AUDIT_ENTRIES, name: 'audit_entries_object', keys: { 'object.id': 1, ...NEWEST_FIRST }, serves: 'GET audit-log?objectId=' },
  { collection: AUDIT_ENTRIES, name: 'audit_entries_object_type', keys: { 'object.type': 1, ...NEWEST_FIRST }, serves: 'GET audit-log?objectType=' },
  { collection: AUDIT_ENTRIES, name: 'audit_entries_action', keys: { action: 1, ...NEWEST_FIRST }, serves: 'GET audit-log?action=' },
  { collection: AUDIT_CHECKPOINTS, name: 'audit_checkpoints_at', keys: { at: 1 }, serves: 'the checkpoint behind which an export begins' },
  { collection: AUDIT_CHECKPOINTS, name: 'audit_checkpoints_entries', keys: { entries: 1 }, serves: 'the checkpoint behind which the newest entries stand, so many as can be checked within a request' },
];
