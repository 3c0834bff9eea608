import { Injectable } from '@nestjs/common';
import { FailureCounter, RateLimiter } from '@plumbline/common';
import { MAIL_LIMITS } from '../domain/mail-links.js';

/** How much is mailed to an address because somebody asked for it, whoever asks and whether or not the address has an account. */
@Injectable()
export class MailAllowance {
  readonly #minute: FailureCounter;
  readonly #taken: FailureCounter;

  constructor(private readonly limiter: RateLimiter) {
    // A sliding window of one would be up to two minutes: the counter of failures forgets at the end of its block.
    this.#minute = new FailureCounter(limiter, MAIL_LIMITS.minute);
    this.#taken = new FailureCounter(limiter, MAIL_LIMITS.taken);
  }

  /**
   * Counts a mail that was asked for.
   * @param addressKey `UserRepository.accountKey(email)`.
   * @returns false when it must not go, which nobody is told.
   */
  async take(addressKey: string): Promise<boolean> {
    return (await this.#minute.fail(addressKey)).allowed && this.takeAnother(addressKey);
  }

  /** As `take`, but however soon after the last one: who registers anew must hear of it. */
  async takeAnother(addressKey: string): Promise<boolean> {
    return (await this.limiter.consume(addressKey, MAIL_LIMITS.hour)).allowed;
  }

  /** As `take`, for the news that somebody registered with an address that is taken. */
  async takeNews(addressKey: string): Promise<boolean> {
    return (await this.#taken.fail(addressKey)).allowed;
  }
}
