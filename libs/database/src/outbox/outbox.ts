import { currentRequest } from '@plumbline/observability';
import { currentEffectId } from '../effect.js';
import { missing } from '../filter.js';
import type { IndexDefinition } from '../migrations/index-definition.js';

/** Events that one document's outbox takes, about 200 bytes each; so it stays far from MongoDB's 16 MiB a document. */
export const OUTBOX_LIMIT = 1_000;

/** The condition of every write that appends events. */
export const ROOM_IN_OUTBOX = { [`outbox.${OUTBOX_LIMIT - 1}`]: missing() };

/** A projection of the one event that is there only when the outbox is full. */
export const LAST_PLACE = { $slice: [OUTBOX_LIMIT - 1, 1] };

/** What an event may carry: ids and derived facts, never a personal value or a text that somebody wrote. */
export type EventData = Readonly<Record<string, string | number | boolean | Date | null | readonly string[]>>;

/** An event as the domain announces it. */
export interface NewEvent {
  /** `assessment.submitted`: the thing, then what happened to it. */
  readonly type: string;
  readonly data: EventData;
  /** Who caused it: a user's id; the caller of the current request when left out, `system` outside of one. */
  readonly actor?: string;
}

/** An event as it is stored in `outbox[]` of the document that it is about, by the write that made it true. */
export interface OutboxEvent extends Required<NewEvent> {
  /** The document's version after the write; orders the events of a document. */
  readonly seq: number;
  readonly at: Date;
  /** Which request did it, the same for all its runs under an Idempotency-Key: by it a later run knows the work of an earlier one. */
  readonly effectId?: string;
}

/** Completes an event, but for `seq`. */
export function stamp(event: NewEvent, at: Date): Omit<OutboxEvent, 'seq'> {
  const effectId = currentEffectId();
  const done = { type: event.type, at, actor: event.actor ?? currentRequest()?.principal?.userId ?? 'system', data: event.data };
  return effectId === undefined ? done : { ...done, effectId };
}

/** The index that every collection needs whose repository writes events; a migration makes it. */
export function unrelayedIndex(collection: string): IndexDefinition {
  return {
    collection,
    name: `${collection}_unrelayed`,
    keys: { unrelayed: 1 },
    options: { partialFilterExpression: { unrelayed: { $exists: true } } },
    serves: 'the relay: documents with events that wait, the longest first',
  };
}
