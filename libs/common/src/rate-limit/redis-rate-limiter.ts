import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { allow, refuse, type Limit, type Verdict } from './limit.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { InProcessRateLimiter, RateLimiter } from './rate-limiter.js';
import { RedisInsurance } from './redis-insurance.js';
import { SLIDING_WINDOW_SCRIPT } from './redis-script.js';

/** Counts in Redis, shared by all processes; in this process while Redis is away. */
export class RedisRateLimiter extends RateLimiter {
  private readonly limiters = new Map<string, RateLimiterRedis>();

  constructor(
    private readonly connection: RedisConnection,
    private readonly inProcess = new InProcessRateLimiter(),
  ) {
    super();
  }

  override async consume(key: string, limit: Limit): Promise<Verdict> {
    try {
      const { remainingPoints, msBeforeNext } = await this.limiter(limit).consume(key);
      return allow(remainingPoints, msBeforeNext);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return refuse(refusal.msBeforeNext);
      throw refusal;
    }
  }

  override async peek(key: string, limit: Limit): Promise<Verdict> {
    const { consumedPoints, remainingPoints, msBeforeNext } = await this.limiter(limit).penalty(key, 0);
    return consumedPoints > limit.quota ? refuse(msBeforeNext) : allow(remainingPoints, msBeforeNext);
  }

  override async block(key: string, limit: Limit): Promise<void> {
    await this.limiter(limit).block(key, limit.blockSeconds);
  }

  override async clear(key: string, limit: Limit): Promise<void> {
    // Both, lest what was counted while Redis was away comes back with the next outage.
    this.inProcess.clear(key, limit);
    await this.limiter(limit).delete(key);
  }

  private limiter(limit: Limit): RateLimiterRedis {
    let limiter = this.limiters.get(limit.name);
    if (limiter === undefined) {
      limiter = new RateLimiterRedis({
        storeClient: this.connection.client,
        keyPrefix: `plumbline:limit:${limit.name}`,
        points: limit.quota,
        duration: limit.windowSeconds,
        blockDuration: limit.blockSeconds,
        rejectIfRedisNotReady: true,
        customIncrTtlLuaScript: SLIDING_WINDOW_SCRIPT,
        insuranceLimiter: new RedisInsurance(this.inProcess, limit),
      });
      this.limiters.set(limit.name, limiter);
    }
    return limiter;
  }
}
