import type { RelayedEvent } from './relayed-event.js';

/**
 * Does something about events of some types, as a durable job: with retries, and as a dead letter when they are used up. Any provider
 * of any module that extends this class is found at start. Deliveries may come twice and out of order, so `handle` must be idempotent
 * by `event.id`.
 */
export abstract class EventHandler {
  /** Names its jobs, for good: `identity.mail-verification`. */
  abstract readonly name: string;
  /** The types that it wants, exactly: `user.registered`. */
  abstract readonly types: readonly string[];
  abstract handle(event: RelayedEvent): Promise<void>;
}
