import { mongo } from 'mongoose';
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

const MEMBERS = 11;

/**
 * What is stored, as an entry. Whoever writes past us may store anything: members that no entry has are kept, and what is no date is
 * shown as none, so that neither has the hash of an entry of ours.
 */
export function toEntry(document: EntryDocument): AuditEntry {
  const { _id, chain, seq, at, recordedAt, actor, action, object, data, prev, hash } = document;
  const entry = { id: _id, chain, seq, at: instantOf(at), recordedAt: instantOf(recordedAt), actor, action, object, data, prev, hash };
  if (Object.keys(document).length === MEMBERS) return entry;
  return { ...document, ...entry };
}

function instantOf(value: unknown): string {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : `no date: ${String(value)}`;
}

/** An entry out of the bytes in which it is stored. */
export function entryOf(bytes: Uint8Array): AuditEntry {
  return toEntry(mongo.BSON.deserialize(bytes) as EntryDocument);
}
