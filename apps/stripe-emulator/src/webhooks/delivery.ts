import type { Clock } from '../clock.ts';
import { DueHeap } from '../heap.ts';
import { newId } from '../ids.ts';
import type { Delivery, StripeEvent } from '../records/events.ts';
import type { Store } from '../store/store.ts';
import { Lane } from './lane.ts';
import { type Endpoint, NO_WEBHOOK_FAULTS, type WebhookFaults } from './endpoints.ts';
import { postEvent } from './post.ts';
import { signatureOf } from './signature.ts';

/** Seconds until the next attempt; the last is repeated for three days, as Stripe does in live mode. */
const BACKOFF_S = [1, 5, 30, 120, 600, 3600, 7200, 14_400, 28_800];
const MAX_ATTEMPTS = 16;

/** Brings events to the endpoints, again and again until each has taken them: at least once, in no promised order. */
export class Webhooks {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #commit: () => void;
  #endpoints = new Map<string, Endpoint>();
  #faults: WebhookFaults = NO_WEBHOOK_FAULTS;
  readonly #lanes = new Map<string, Lane>();
  readonly #later = new DueHeap<Delivery>();
  #held: Delivery[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(clock: Clock, store: Store, commit: () => void) {
    this.#clock = clock;
    this.#store = store;
    this.#commit = commit;
  }

  get endpoints(): readonly Endpoint[] {
    return [...this.#endpoints.values()];
  }

  set endpoints(endpoints: readonly Endpoint[]) {
    this.#endpoints = new Map(endpoints.map((endpoint) => [endpoint.url, endpoint]));
  }

  get faults(): WebhookFaults {
    return this.#faults;
  }

  set faults(faults: WebhookFaults) {
    this.#faults = faults;
    if (faults.shuffle === 0) this.#release(this.#held.splice(0));
    this.wake();
  }

  /** Puts an event on its way to each endpoint, as a part of what is committed; the caller then calls `wake`. */
  enqueue(event: StripeEvent): void {
    for (const { url } of this.#endpoints.values()) {
      const delivery = this.#store.save(this.#store.deliveries, { id: newId('whd'), event: event.id, url, attempts: 0, dueAt: this.#clock.now() + this.#faults.delayMs });
      this.#accept(delivery);
    }
  }

  /** Takes up what an earlier process has left. */
  resume(): void {
    this.#release([...this.#store.deliveries.values()]);
  }

  #accept(delivery: Delivery): void {
    const copies = Array.from({ length: 1 + this.#faults.duplicate }, () => delivery);
    if (this.#faults.shuffle < 2) {
      this.#release(copies);
      return;
    }
    this.#held.push(...copies);
    if (this.#held.length >= this.#faults.shuffle) this.#release(shuffled(this.#held.splice(0)));
  }

  #release(deliveries: readonly Delivery[]): void {
    const now = this.#clock.now();
    for (const delivery of deliveries) {
      if (delivery.dueAt > now) this.#later.push(delivery.dueAt, delivery);
      else this.#lane(delivery).push(delivery);
    }
  }

  #lane({ url }: Delivery): Lane {
    const known = this.#lanes.get(url);
    if (known) return known;
    const lane = new Lane((delivery) => this.#send(delivery));
    this.#lanes.set(url, lane);
    return lane;
  }

  /** Sends what is due. */
  wake(): void {
    const stopped = (): boolean => this.#closed || this.#faults.paused;
    if (stopped()) return;
    const now = this.#clock.now();
    for (let due = this.#later.takeDue(now); due; due = this.#later.takeDue(now)) this.#lane(due).push(due);
    for (const lane of this.#lanes.values()) lane.wake(stopped);
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#later.soonest === undefined || this.#closed) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(0, this.#later.soonest - this.#clock.now()), 60_000)).unref();
  }

  async #send(delivery: Delivery): Promise<void> {
    const event = this.#store.events.get(delivery.event);
    const endpoint = this.#endpoints.get(delivery.url);
    if (!event || !endpoint) {
      // Its endpoint is configured no longer, or the event is older than events are kept.
      this.#store.delete(this.#store.deliveries, [delivery.id]);
      this.#commit();
      return;
    }
    const status = this.#isLost() ? 0 : await postEvent(endpoint.url, ...this.#signed(event, endpoint));
    if (status >= 200 && status < 300) this.#taken(delivery);
    else this.#again(delivery);
    this.#commit();
  }

  #signed(event: StripeEvent, { secret }: Endpoint): [body: string, signature: string] {
    const body = JSON.stringify(event, null, 2);
    // Signed with the machine's time: the receiver compares with its own, which nobody has moved.
    return [body, signatureOf(secret, Math.floor(Date.now() / 1000), body)];
  }

  #isLost(): boolean {
    if (this.#faults.dropNext > 0) {
      this.#faults = { ...this.#faults, dropNext: this.#faults.dropNext - 1 };
      return true;
    }
    return this.#faults.drop > 0 && Math.random() < this.#faults.drop;
  }

  #taken(delivery: Delivery): void {
    if (!this.#store.deliveries.get(delivery.id)) return;
    this.#store.delete(this.#store.deliveries, [delivery.id]);
    const event = this.#store.events.get(delivery.event);
    if (event) this.#store.save(this.#store.events, { ...event, pending_webhooks: Math.max(0, event.pending_webhooks - 1) });
  }

  #again(delivery: Delivery): void {
    const known = this.#store.deliveries.get(delivery.id);
    if (!known || this.#closed) return;
    const attempts = known.attempts + 1;
    if (attempts >= MAX_ATTEMPTS) {
      this.#store.delete(this.#store.deliveries, [delivery.id]);
      return;
    }
    const next = this.#store.save(this.#store.deliveries, { ...known, attempts, dueAt: this.#clock.now() + (BACKOFF_S[attempts - 1] ?? 28_800) * 1000 });
    this.#later.push(next.dueAt, next);
    this.#arm();
  }

  /** Sends everything that waits, whatever it waits for, and resolves when nothing is in flight; failed attempts are not repeated here. */
  async flush(): Promise<void> {
    const all = shuffled(this.#held.splice(0));
    for (let due = this.#later.takeDue(Infinity); due; due = this.#later.takeDue(Infinity)) all.push(due);
    for (const delivery of all) this.#lane(delivery).push(delivery);
    for (const lane of this.#lanes.values()) lane.wake(() => this.#closed);
    await Promise.all([...this.#lanes.values()].map((lane) => lane.drained()));
  }

  /** How many attempts are to come. */
  get waiting(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.waiting, this.#later.size + this.#held.length);
  }

  clear(): void {
    for (const lane of this.#lanes.values()) lane.clear();
    this.#later.clear();
    this.#held = [];
  }

  /** Lets what is under way come to its end, for a second. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const drained = Promise.all([...this.#lanes.values()].map((lane) => lane.drained()));
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, 1000).unref())]);
  }
}

function shuffled<T>(values: T[]): T[] {
  for (let last = values.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    const [one, two] = [values[last], values[other]];
    if (one !== undefined && two !== undefined) [values[last], values[other]] = [two, one];
  }
  return values;
}
