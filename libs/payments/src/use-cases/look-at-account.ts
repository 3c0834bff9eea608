import { Injectable } from '@nestjs/common';
import { goneAccount, type PayoutAccount } from '../domain/payout-account.js';
import { PaymentProcessor, ProcessorRefusal } from './payment-processor.js';
import { PayoutAccounts } from './payout-accounts.js';

/** How the processor says that it has no such account, or none that we may reach. */
const GONE_CODES: readonly string[] = ['account_invalid', 'resource_missing'];

export const saysGone = (error: unknown): boolean => error instanceof ProcessorRefusal && GONE_CODES.includes(error.code);

/** Asks the processor for a provider's account, and keeps what it says; also that there is none any more. */
@Injectable()
export class LookAtAccount {
  constructor(
    private readonly processor: PaymentProcessor,
    private readonly accounts: PayoutAccounts,
  ) {}

  /** @returns undefined when the account is nobody's here. @throws Problem DEPENDENCY_DOWN, PAYMENTS_OFF. */
  async execute(accountId: string): Promise<PayoutAccount | undefined> {
    const seen = await this.processor.readAccount(accountId).catch((error: unknown) => {
      if (saysGone(error)) return goneAccount(accountId);
      throw error;
    });
    return this.accounts.observe(seen);
  }
}
