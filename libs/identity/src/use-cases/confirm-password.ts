import { Injectable } from '@nestjs/common';
import { FailureCounter, RateLimiter } from '@plumbline/common';
import { Problem } from '@plumbline/problems';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { PASSWORD_AGAIN_LIMIT } from '../domain/second-factor.js';
import { PasswordHasher } from './password-hasher.js';

/** Asks somebody who is logged in for the password again: who found an open session must not be able to guess it there. */
@Injectable()
export class ConfirmPassword {
  readonly #failures: FailureCounter;

  constructor(
    limiter: RateLimiter,
    private readonly hasher: PasswordHasher,
  ) {
    this.#failures = new FailureCounter(limiter, PASSWORD_AGAIN_LIMIT);
  }

  /** @throws Problem PASSWORD_REFUSED; LOGIN_THROTTLED, also for the right one; OVERLOADED. */
  async execute({ _id, passwordHash }: { readonly _id: string; readonly passwordHash: string }, password: string): Promise<void> {
    const { allowed, retryAfterSeconds } = await this.#failures.fail(_id);
    if (!allowed) throw new Problem(IDENTITY_PROBLEMS.LOGIN_THROTTLED, { retryAfterSeconds });
    if (!(await this.hasher.verify(passwordHash, password))) throw new Problem(IDENTITY_PROBLEMS.PASSWORD_REFUSED);
    await this.#failures.clear(_id);
  }
}
