import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limit, Verdict } from './limit.js';
import type { InProcessRateLimiter } from './rate-limiter.js';

function toResult(verdict: Verdict, limit: Limit): RateLimiterRes {
  const consumed = verdict.allowed ? limit.quota - verdict.remaining : limit.quota + 1;
  return new RateLimiterRes(verdict.remaining, verdict.resetSeconds * 1000, consumed, false);
}

/** What RateLimiterRedis falls back on while Redis is away: our own counts in this process, in its interface. */
export class RedisInsurance extends RateLimiterMemory {
  constructor(
    private readonly inProcess: InProcessRateLimiter,
    private readonly limit: Limit,
  ) {
    super({ points: limit.quota, duration: limit.windowSeconds });
  }

  override consume(key: string): Promise<RateLimiterRes> {
    const verdict = this.inProcess.consume(key, this.limit);
    const result = toResult(verdict, this.limit);
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the library's contract: a refusal rejects with its result
    return verdict.allowed ? Promise.resolve(result) : Promise.reject(result);
  }

  /** Reached with 0 points only: a look. */
  override penalty(key: string): Promise<RateLimiterRes> {
    return Promise.resolve(toResult(this.inProcess.peek(key, this.limit), this.limit));
  }

  override block(key: string): Promise<RateLimiterRes> {
    // RateLimiterRedis takes its prefix off the key, but leaves the colon behind it (rate-limiter-flexible 9.1, parseKey).
    this.inProcess.block(key.slice(1), this.limit);
    return Promise.resolve(new RateLimiterRes(0, this.limit.blockSeconds * 1000, this.limit.quota + 1, false));
  }

  override delete(key: string): Promise<boolean> {
    this.inProcess.clear(key, this.limit);
    return Promise.resolve(true);
  }
}
