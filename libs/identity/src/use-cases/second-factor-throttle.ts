import { Injectable } from '@nestjs/common';
import { FailureCounter, RateLimiter } from '@plumbline/common';
import { Problem } from '@plumbline/problems';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { SECOND_FACTOR_LIMIT } from '../domain/second-factor.js';

/** Slows the guessing of a second factor: one count an account, over enrolment, login and step-up, wherever the guesses come from. */
@Injectable()
export class SecondFactorThrottle {
  readonly #failures: FailureCounter;

  constructor(limiter: RateLimiter) {
    this.#failures = new FailureCounter(limiter, SECOND_FACTOR_LIMIT);
  }

  /**
   * Counts an attempt as failed before its code is looked at, so that a hundred at the same time do not all pass.
   * @returns what takes it back once the code was right.
   * @throws Problem SECOND_FACTOR_THROTTLED, also for a right code.
   */
  async charge(userId: string): Promise<() => Promise<void>> {
    const { allowed, retryAfterSeconds } = await this.#failures.fail(userId);
    if (!allowed) throw new Problem(IDENTITY_PROBLEMS.SECOND_FACTOR_THROTTLED, { retryAfterSeconds });
    return () => this.#failures.clear(userId);
  }
}
