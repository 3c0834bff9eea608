import { currentRequest } from '@plumbline/observability';

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
}

/** Completes an event, but for `seq`. */
export function stamp(event: NewEvent, at: Date): Omit<OutboxEvent, 'seq'> {
  return { type: event.type, at, actor: event.actor ?? currentRequest()?.principal?.userId ?? 'system', data: event.data };
}
