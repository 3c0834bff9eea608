import type { RelayedEvent } from './relayed-event.js';

/**
 * Takes every event before it leaves the outbox: what must not miss one (the audit log). Any provider of any module that extends this
 * class is found at start. Whatever merely wants to do something about an event is an `EventHandler`.
 */
export abstract class EventSink {
  /**
   * Stores the events; each of them may have been handed over before.
   * @param events 1..500, those of one object in their order.
   * @throws anything: none of them leaves the outbox, and all are handed over again.
   */
  abstract append(events: readonly RelayedEvent[]): Promise<void>;
}
