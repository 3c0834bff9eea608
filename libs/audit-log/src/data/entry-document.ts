import type { AuditEntry } from '../domain/entry.js';

/** An entry as it is stored: dates as dates, so that they can be searched; the id as `_id`, so that no event is recorded twice. */
export interface EntryDocument extends Omit<AuditEntry, 'id' | 'at' | 'recordedAt'> {
  readonly _id: string;
  readonly at: Date;
  readonly recordedAt: Date;
}

export function toDocument({ id, at, recordedAt, ...rest }: AuditEntry): EntryDocument {
  return { _id: id, ...rest, at: new Date(at), recordedAt: new Date(recordedAt) };
}

/**
 * What is stored, as an entry. Whoever writes past us may store anything: members that no entry has are kept, and what is no date is
 * shown as none, so that neither has the hash of an entry of ours.
 */
export function toEntry({ _id, at, recordedAt, ...rest }: EntryDocument): AuditEntry {
  return { id: _id, ...rest, at: instantOf(at), recordedAt: instantOf(recordedAt) };
}

function instantOf(value: unknown): string {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : `no date: ${String(value)}`;
}
