import type { Limit, MonotonicClock, Verdict } from './limit.js';
import { WindowCounter } from './window-counter.js';

/** Counts keys against limits, in this process or in Redis; the same estimate (sliding-window.ts) in both. */
export abstract class RateLimiter {
  /** Counts a hit where it is allowed; a refused one is not counted. Never fails: without Redis it counts in this process. */
  abstract consume(key: string, limit: Limit): Verdict | Promise<Verdict>;

  /** What `consume` would find, without counting. */
  abstract peek(key: string, limit: Limit): Verdict | Promise<Verdict>;

  /** Refuses the key for `limit.blockSeconds`, after which it starts anew. */
  abstract block(key: string, limit: Limit): void | Promise<void>;

  /** Forgets the key. */
  abstract clear(key: string, limit: Limit): void | Promise<void>;
}

/** Counts in this process, at once. */
export class InProcessRateLimiter extends RateLimiter {
  private readonly counters = new Map<string, WindowCounter>();

  constructor(private readonly clock: MonotonicClock = () => performance.now()) {
    super();
  }

  override consume(key: string, limit: Limit): Verdict {
    return this.counter(limit).hit(key);
  }

  override peek(key: string, limit: Limit): Verdict {
    return this.counter(limit).peek(key);
  }

  override block(key: string, limit: Limit): void {
    this.counter(limit).block(key);
  }

  override clear(key: string, limit: Limit): void {
    this.counter(limit).clear(key);
  }

  private counter(limit: Limit): WindowCounter {
    let counter = this.counters.get(limit.name);
    if (counter === undefined) {
      counter = new WindowCounter(limit, this.clock);
      this.counters.set(limit.name, counter);
    }
    return counter;
  }
}
