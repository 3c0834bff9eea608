import { Injectable } from '@nestjs/common';
import { FailureCounter, RateLimiter } from '@plumbline/common';
import { Problem } from '@plumbline/problems';
import { LOGIN_LIMITS } from '../domain/login-limits.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { DeviceCookies } from './device-cookies.js';

/** Who tries to log in. */
export interface LoginAttempt {
  /** Key of the account that the e-mail address names, whether or not there is one. */
  readonly account: string;
  /** The device cookie that came with the request. */
  readonly device: string | undefined;
  /** What limits count the client's address by. */
  readonly addressKey: string;
}

/**
 * Slows the guessing of passwords without locking the owner out (docs/adr/0007-device-cookies.md): a device on which
 * this account has logged in counts for itself; all strangers count together, by address and over all addresses.
 */
@Injectable()
export class LoginThrottle {
  readonly #byDevice: FailureCounter;
  readonly #byAddress: FailureCounter;
  readonly #byAccount: FailureCounter;

  constructor(
    limiter: RateLimiter,
    private readonly devices: DeviceCookies,
  ) {
    this.#byDevice = new FailureCounter(limiter, LOGIN_LIMITS.device);
    this.#byAddress = new FailureCounter(limiter, LOGIN_LIMITS.address);
    this.#byAccount = new FailureCounter(limiter, LOGIN_LIMITS.account);
  }

  /** Forgets what strangers did: who asks has shown to be the owner by a link in a mail. */
  async forgive({ account, addressKey }: Omit<LoginAttempt, 'device'>): Promise<void> {
    await this.#byAddress.clear(`${account}|${addressKey}`);
    await this.#byAccount.clear(account);
  }

  /**
   * Counts an attempt as failed before its password is looked at: a hundred at the same time would all pass a look that
   * is followed by a slow hash.
   * @returns what takes it back once the password was right.
   * @throws Problem LOGIN_THROTTLED
   */
  async charge({ account, device, addressKey }: LoginAttempt): Promise<() => Promise<void>> {
    const nonce = this.devices.read(device, account);
    const counters: [FailureCounter, string][] = nonce === undefined ? [[this.#byAddress, `${account}|${addressKey}`], [this.#byAccount, account]] : [[this.#byDevice, nonce]];
    for (const [counter, key] of counters) {
      const { allowed, retryAfterSeconds } = await counter.fail(key);
      if (allowed) continue;
      // No password was looked at, so the address owes nothing: else an owner who tries during an attack would wait for the address, too,
      // once the account opens. The address is asked first, for it must not use up what all strangers have together.
      if (counter === this.#byAccount) await this.#byAddress.clear(`${account}|${addressKey}`);
      throw new Problem(IDENTITY_PROBLEMS.LOGIN_THROTTLED, { retryAfterSeconds });
    }
    return async () => {
      for (const [counter, key] of counters) await counter.clear(key);
    };
  }
}
