import type { ThrottlerStorage } from '@nestjs/throttler';
import type { Limit } from './limit.js';
import type { RateLimiter } from './rate-limiter.js';

type StorageRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** @nestjs/throttler's storage on our counters, in place of its own, which walks every hit of the window on every hit. */
export class SlidingWindowStorage implements ThrottlerStorage {
  private readonly limits = new Map<string, Limit>();

  constructor(private readonly limiter: RateLimiter) {}

  /**
   * @param key who is counted.
   * @param ttl length of the window in ms, rounded up to whole seconds.
   * @param quota hits in a window.
   * @param blockDuration ms, rounded up to whole seconds; 0 for no block.
   * @param throttlerName name of the limit.
   */
  async increment(
    key: string,
    ttl: number,
    quota: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<StorageRecord> {
    const verdict = await this.limiter.consume(key, this.limit(throttlerName, quota, ttl, blockDuration));
    return {
      totalHits: verdict.allowed ? quota - verdict.remaining : quota + 1,
      timeToExpire: verdict.resetSeconds,
      isBlocked: !verdict.allowed,
      timeToBlockExpire: verdict.retryAfterSeconds,
    };
  }

  /** A throttler whose numbers depend on the request counts each set of numbers for itself. */
  private limit(throttlerName: string, quota: number, ttl: number, blockDuration: number): Limit {
    const id = `${throttlerName}/${quota}/${ttl}/${blockDuration}`;
    let limit = this.limits.get(id);
    if (limit === undefined) {
      const taken = [...this.limits.values()].some(({ name }) => name === throttlerName);
      const seconds = (ms: number): number => Math.ceil(ms / 1000);
      limit = {
        name: taken ? id : throttlerName,
        quota,
        windowSeconds: Math.max(1, seconds(ttl)),
        blockSeconds: seconds(blockDuration),
      };
      this.limits.set(id, limit);
    }
    return limit;
  }
}
