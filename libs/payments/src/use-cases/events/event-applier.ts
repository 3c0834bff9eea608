import type { TakenEvent } from '../../data/stripe-events.repository.js';

/** Brings what we know to what the processor says now about an event's object; being told twice, late and out of order changes nothing more. */
export abstract class EventApplier {
  /** Exactly: `refund.updated`. */
  abstract readonly types: readonly string[];
  /**
   * @throws UnknownObject when what it is about is not known here: it may be soon, or belong to somebody else;
   *   Problem DEPENDENCY_DOWN when the processor or the database is silent.
   */
  abstract apply(event: TakenEvent): Promise<void>;
}

/** An event is about something that we do not know. */
export class UnknownObject extends Error {
  /** @param what `no_payment`, `no_object`: without ids, it is a metric's label. @param isOurs it bears ids of ours, so that it is nobody else's. */
  constructor(
    readonly what: string,
    readonly isOurs = false,
  ) {
    super(`An event is about something that is not known here: ${what}.`);
  }
}
