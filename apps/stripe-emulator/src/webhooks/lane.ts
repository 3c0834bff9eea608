import type { Delivery } from '../records/events.ts';

/** How many of an endpoint's deliveries are under way at once. */
const MAX_IN_FLIGHT = 16;

/** What waits to be sent to one endpoint: one that hangs holds up nobody else. */
export class Lane {
  readonly #send: (delivery: Delivery) => Promise<void>;
  readonly #inFlight = new Set<Promise<void>>();
  #ready: Delivery[] = [];
  /** What stands before it in `#ready` has been sent. */
  #next = 0;

  constructor(send: (delivery: Delivery) => Promise<void>) {
    this.#send = send;
  }

  get waiting(): number {
    return this.#ready.length - this.#next + this.#inFlight.size;
  }

  push(delivery: Delivery): void {
    this.#ready.push(delivery);
  }

  /** Sends as many as may be under way. */
  wake(isStopped: () => boolean): void {
    while (this.#inFlight.size < MAX_IN_FLIGHT && !isStopped()) {
      const delivery = this.#take();
      if (!delivery) return;
      const running: Promise<void> = this.#send(delivery).finally(() => {
        this.#inFlight.delete(running);
        this.wake(isStopped);
      });
      this.#inFlight.add(running);
    }
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  clear(): void {
    this.#ready = [];
    this.#next = 0;
  }

  #take(): Delivery | undefined {
    const delivery = this.#ready[this.#next];
    if (delivery) this.#next += 1;
    // Cut off now and then what was sent; one by one would move the rest each time.
    if (!delivery || this.#next > 1024) {
      this.#ready = this.#ready.slice(this.#next);
      this.#next = 0;
    }
    return delivery;
  }
}
