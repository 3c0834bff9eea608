import type { Limit } from './limit.js';
import type { RateLimiter } from './rate-limiter.js';

/** Where a key stands. */
export interface FailureState {
  /** Whether an attempt may be made. */
  readonly allowed: boolean;
  /** Attempts that may follow, >= 0. */
  readonly remaining: number;
  /** Whole seconds (>= 1) until one may be made; 0 when it may be made now. */
  readonly retryAfterSeconds: number;
}

/**
 * Counts failed attempts and locks a key for `limit.blockSeconds` once `limit.quota` of them fell into the window. Shared
 * in Redis where the limits are; nothing is kept across a restart without it.
 *
 * How to guard a login with it, so that a stranger's guesses never lock the owner out (OWASP, "Slow Down Online Guessing
 * Attacks with Device Cookies"): a login that succeeds sets a signed device cookie holding the account and a nonce. Two
 * counters: `trusted`, keyed by account and nonce, for attempts with a valid cookie of that very account; `untrusted`,
 * keyed by account alone, for all others. Strangers share the second and can lock only that: the owner's own device goes
 * on. A counter of failures by client address, whatever the account, stops one guess each at many accounts.
 *
 * Charge first, for a hundred parallel guesses would all pass a look that is followed by a slow hash:
 *
 *     const state = await failures.fail(key);      // before the password is verified
 *     if (!state.allowed) throw ...                // the same answer whether or not the account exists
 *     if (await verify(password)) await failures.clear(key);
 *
 * Keys reach Redis: pass a keyed hash of an e-mail address, never the address. At most 128 characters.
 */
export class FailureCounter {
  /** @param limit `name` is unique in the process; `quota` attempts a window, then locked for `blockSeconds` (>= 1). */
  constructor(
    private readonly limiter: RateLimiter,
    private readonly limit: Limit,
  ) {
    if (limit.blockSeconds < 1) throw new Error(`Failure counter ${limit.name} needs blockSeconds >= 1.`);
  }

  /** Looks without counting: whether an attempt may be made. */
  async peek(key: string): Promise<FailureState> {
    const { allowed, remaining, retryAfterSeconds } = await this.limiter.peek(key, this.limit);
    return { allowed, remaining, retryAfterSeconds };
  }

  /**
   * Counts an attempt as failed, and locks the key with the last one that was left.
   * @returns `allowed` whether this very attempt may still be made.
   */
  async fail(key: string): Promise<FailureState> {
    const { allowed, remaining, retryAfterSeconds } = await this.limiter.consume(key, this.limit);
    if (allowed && remaining === 0) await this.limiter.block(key, this.limit);
    return { allowed, remaining, retryAfterSeconds };
  }

  /** Forgets the failures and the lock, after a success. */
  async clear(key: string): Promise<void> {
    await this.limiter.clear(key, this.limit);
  }
}
