import type { EventData } from '@plumbline/database';

/** An event as the relay hands it on: at least once, and the events of one object in the order in which they happened. */
export interface RelayedEvent {
  /** The same at each delivery: `collection:objectId:seq:place`. */
  readonly id: string;
  /** `assessment.submitted` */
  readonly type: string;
  readonly at: Date;
  /** Who caused it: a user's id, or `system`. */
  readonly actor: string;
  readonly data: EventData;
  /** Where the object is stored: `assessments`. */
  readonly collection: string;
  readonly objectId: string;
  /** The object's version after the write; several events of one write share it. */
  readonly seq: number;
}
