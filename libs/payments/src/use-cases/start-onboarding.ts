import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { type Principal, requiredRight } from '@plumbline/common';
import { Config } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { isGone, type PayoutAccount } from '../domain/payout-account.js';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import { LookAtAccount, saysGone } from './look-at-account.js';
import { PaymentProcessor, ProcessorRefusal, ProcessorSilence } from './payment-processor.js';
import { PayoutAccounts } from './payout-accounts.js';

const RETRY_AFTER_SECONDS = 5;

/**
 * Leads a provider to the processor's own pages, where it tells what the law wants to know before anybody is paid. We never see it: what
 * comes back is whether the provider is vetted.
 */
@Injectable()
export class StartOnboarding {
  constructor(
    private readonly memberships: Memberships,
    private readonly accounts: PayoutAccounts,
    private readonly processor: PaymentProcessor,
    private readonly look: LookAtAccount,
    private readonly config: Config,
  ) {}

  /**
   * @returns an address that is good once and for minutes.
   * @throws Problem NOT_FOUND, FORBIDDEN (the business), PROCESSOR_REFUSED, DEPENDENCY_DOWN, PAYMENTS_OFF.
   */
  async execute(principal: Principal, businessId: string): Promise<string> {
    await this.memberships.scope(principal, businessId, requiredRight('payouts.startOnboarding'));
    try {
      return await this.#page(businessId);
    } catch (error) {
      throw problemOf(error);
    }
  }

  async #page(businessId: string): Promise<string> {
    const accountId = await this.#accountOf(await this.accounts.begin(businessId));
    try {
      return await this.#pageOf(accountId);
    } catch (error) {
      if (!saysGone(error)) throw error;
      // Gone behind our back: that is kept, and then there is another one, made here or by whoever was faster.
      await this.look.execute(accountId);
      return this.#pageOf(await this.#accountOf(await this.accounts.begin(businessId)));
    }
  }

  #pageOf(accountId: string): Promise<string> {
    const page = `${this.config.get('PUBLIC_URL')}/payments/return`;
    return this.processor.onboardingUrl(accountId, { returnUrl: page, refreshUrl: page });
  }

  /**
   * Makes the account under the key that was written down before. A key that has died since makes another account: the first one is empty
   * and stays so, for only the one that is written down here is ever paid. One that is gone has left a fresh key behind.
   */
  async #accountOf(account: PayoutAccount): Promise<string> {
    const { businessId, operationId, accountId } = account;
    if (accountId !== undefined && !isGone(account)) return accountId;
    const seen = await this.processor.createAccount(operationId, businessId).catch(async (error: unknown) => {
      if (error instanceof ProcessorSilence && error.keySpent) await this.accounts.renewKey(businessId, operationId, accountId);
      throw error;
    });
    return (await this.accounts.observe(seen, businessId))?.accountId ?? seen.accountId;
  }
}

function problemOf(error: unknown): unknown {
  if (error instanceof ProcessorRefusal) return new Problem(PAYMENT_PROBLEMS.PROCESSOR_REFUSED, { detail: `The payment processor refused: ${error.code}.`, cause: error });
  if (error instanceof ProcessorSilence) return new Problem(PROBLEMS.DEPENDENCY_DOWN, { detail: 'The payment processor does not answer.', retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error });
  return error;
}
