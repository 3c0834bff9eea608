import { type OutboxStore, pause } from '@plumbline/database';
import { metricsRegistry } from '@plumbline/observability';
import { Counter, Gauge } from 'prom-client';

const EVERY_MS = 2_000;
const MOST_COUNTED = 1_000;

const registers = [metricsRegistry];

/** What the process that relays sees every 2 s; 0 in the others. */
export const outboxMetrics = {
  waiting: new Gauge({ name: 'plumbline_outbox_waiting', help: 'Documents with events that were not relayed yet, counted up to 1000 a collection; by the process that relays.', registers }),
  lagSeconds: new Gauge({ name: 'plumbline_outbox_lag_seconds', help: 'Age of the oldest event that was not relayed yet; 0 when there is none; by the process that relays.', registers }),
  heldBack: new Gauge({ name: 'plumbline_outbox_held_back', help: 'Documents whose events a sink refuses; they are tried again and again.', registers }),
  relayed: new Counter({ name: 'plumbline_outbox_relayed_total', help: 'Events that were handed on.', registers }),
};

/** Measures what waits until `stop`, apart from the relay's own work, so that one that hangs is seen; never rejects. */
export async function measureOutboxes(store: OutboxStore, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await measure(store).catch(() => undefined);
    await pause(EVERY_MS, stop);
  }
  outboxMetrics.waiting.set(0);
  outboxMetrics.lagSeconds.set(0);
  outboxMetrics.heldBack.set(0);
}

async function measure(store: OutboxStore): Promise<void> {
  let documents = 0;
  let since = Infinity;
  for (const collection of store.collections) {
    const backlog = await store.backlog(collection, MOST_COUNTED);
    documents += backlog.documents;
    since = Math.min(since, backlog.since?.getTime() ?? Infinity);
  }
  outboxMetrics.waiting.set(documents);
  outboxMetrics.lagSeconds.set(documents === 0 ? 0 : Math.max(0, (Date.now() - since) / 1_000));
}
