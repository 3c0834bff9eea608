import type { WaitingDocument } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { EventHandler } from '../event-handler.js';
import type { EventSink } from '../event-sink.js';
import type { NewJob } from '../queue/job-store.js';
import type { RelayedEvent } from '../relayed-event.js';
import { relayedEvents } from './relayed-events.js';

/** The most events that a sink is given at once. */
export const AT_ONCE = 500;
/** After which a sink that does not answer counts as failed. */
const SINK_WITHIN_MS = 30_000;

/** Gives events to all who asked for them: first to every sink, then to each handler as a durable job. */
export class Handover {
  readonly #handlers = new Map<string, EventHandler[]>();

  constructor(
    private readonly sinks: readonly EventSink[],
    handlers: readonly EventHandler[],
    private readonly enqueueAll: (jobs: readonly NewJob[]) => Promise<void>,
  ) {
    for (const handler of handlers) for (const type of handler.types) this.#handlers.set(type, [...(this.#handlers.get(type) ?? []), handler]);
  }

  /**
   * Hands on all events of the documents, those of one document in their order.
   * @returns how many there were.
   * @throws what a sink, or the queue, throws: then nobody knows who has which of them, and all are to be handed on again.
   */
  async deliver(documents: readonly WaitingDocument[]): Promise<number> {
    const events = documents.flatMap(relayedEvents);
    for (let from = 0; from < events.length; from += AT_ONCE) await this.#deliverSome(events.slice(from, from + AT_ONCE));
    return events.length;
  }

  async #deliverSome(events: readonly RelayedEvent[]): Promise<void> {
    // All are waited for even when one fails, so that none is given the next events while it still has these.
    const outcomes = await Promise.allSettled(this.sinks.map((sink) => within(SINK_WITHIN_MS, async () => sink.append(events), sink.constructor.name)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    const jobs = events.flatMap((event) => (this.#handlers.get(event.type) ?? []).map(({ name }): NewJob => ({ name, key: event.id, data: { ...event } })));
    await this.enqueueAll(jobs);
  }
}

async function within(limitMs: number, work: () => Promise<void>, who: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Problem(PROBLEMS.DEADLINE_EXCEEDED, { detail: `${who} did not answer within ${limitMs / 1000} s.` })), limitMs);
  });
  try {
    await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
