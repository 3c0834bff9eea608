import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { isReady, type PayoutAccount, payoutState, type PayoutState } from '../domain/payout-account.js';
import { LookAtAccount } from './look-at-account.js';
import { PayoutAccounts } from './payout-accounts.js';

/** What was heard so lately is not asked for again, in ms. */
const FRESH_MS = 2_000;

/** A provider's account, as its members see it. */
export interface PayoutAccountView {
  readonly businessId: string;
  readonly state: PayoutState;
  readonly transfersActive: boolean;
  readonly payoutsEnabled: boolean;
  readonly requirements: readonly string[];
  readonly disabledReason: string | null;
}

/** How far a provider's account is. One that is not ready is asked for again, so that who comes back from the processor's pages sees what is so now. */
@Injectable()
export class GetPayoutAccount {
  constructor(
    private readonly memberships: Memberships,
    private readonly accounts: PayoutAccounts,
    private readonly look: LookAtAccount,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN (the business). */
  async execute(principal: Principal, businessId: string): Promise<PayoutAccountView> {
    await this.memberships.scope(principal, businessId, requiredRight('payouts.getAccount'));
    const known = await this.accounts.find(businessId);
    return viewOf(businessId, known === undefined ? undefined : await this.#current(known));
  }

  /** What is known is an answer, too, where the processor gives none: its events and the next question bring the rest. */
  async #current(account: PayoutAccount): Promise<PayoutAccount> {
    const { accountId, observedAt } = account;
    const isFresh = observedAt !== undefined && this.clock.now().getTime() - observedAt.getTime() < FRESH_MS;
    if (accountId === undefined || isReady(account) || isFresh) return account;
    return (await this.look.execute(accountId).catch(() => undefined)) ?? account;
  }
}

function viewOf(businessId: string, account: PayoutAccount | undefined): PayoutAccountView {
  const { transfersActive = false, payoutsEnabled = false, requirements = [], disabledReason = null } = account ?? {};
  return { businessId, state: payoutState(account), transfersActive, payoutsEnabled, requirements, disabledReason };
}
