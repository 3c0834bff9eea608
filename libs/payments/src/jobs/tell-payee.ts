import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { payoutState } from '../domain/payout-account.js';
import { requirementsLetter, restrictedLetter } from '../use-cases/letters.js';
import { PayoutAccounts } from '../use-cases/payout-accounts.js';

const RESTRICTED = 'payout_account.restricted';

/** Writes to a provider that the processor asks for more, or pays no longer. */
@Injectable()
export class TellPayee extends EventHandler {
  override readonly name = 'payments.tell-payee';
  override readonly types = [RESTRICTED, 'payout_account.requirements_due'] as const;

  constructor(
    private readonly accounts: PayoutAccounts,
    private readonly businesses: BusinessFacts,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  /** What is mended when the mail is written is not told any more; a restriction tells of its demands, too. */
  override async handle({ id, type, objectId: businessId }: RelayedEvent): Promise<void> {
    const account = await this.accounts.find(businessId);
    const isRestricted = payoutState(account) === 'restricted';
    const worthIt = type === RESTRICTED ? isRestricted : !isRestricted && (account?.requirements.length ?? 0) > 0;
    const to = worthIt ? await this.businesses.ownerEmail(businessId) : undefined;
    if (to === undefined) return;
    const name = await this.businesses.nameOf(businessId);
    await this.mailer.queue({ id: `${id}:owner`, to, ...(type === RESTRICTED ? restrictedLetter(name) : requirementsLetter(name)) });
  }
}
