import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import { duplicateKeyIndex, EVERYTHING, type Filter, missing, type Write } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PAYOUT_ACCOUNT_FIELDS, type PayoutAccountDocument } from '../data/payout-account.schema.js';
import { PayoutAccountsRepository } from '../data/payout-accounts.repository.js';
import { type AccountObservation, isGone, observeAccount, type PayoutAccount } from '../domain/payout-account.js';

interface VersionedAccount {
  readonly account: PayoutAccount;
  readonly version: number;
}

/** Each round is lost to somebody who told the processor's word, too. */
const ROUNDS = 20;

/** Where the providers' accounts are kept, and kept true. */
@Injectable()
export class PayoutAccounts {
  constructor(
    private readonly accounts: PayoutAccountsRepository,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async find(businessId: string): Promise<PayoutAccount | undefined> {
    return (await this.#find({ _id: businessId }))?.account;
  }

  /** The account of a business, which may not be made at the processor yet: its making has its key before it is asked for. */
  async begin(businessId: string): Promise<PayoutAccount> {
    const known = await this.find(businessId);
    if (known !== undefined) return known;
    const operationId = this.ids.next();
    try {
      await this.accounts.insert(EVERYTHING, { _id: businessId, operationId, transfersActive: false, payoutsEnabled: false, requirements: [] });
    } catch (error) {
      if (duplicateKeyIndex(error) === undefined) throw error;
    }
    return (await this.find(businessId)) as PayoutAccount;
  }

  /**
   * The key of an account's making is spent: it gives a stored failure. The next who begins has another one. Of several who renew it at
   * once one does.
   */
  async renewKey(businessId: string, operationId: string, accountId?: string): Promise<void> {
    await this.accounts.updateMany(EVERYTHING, { _id: businessId, operationId, accountId: accountId ?? missing() }, { set: { operationId: this.ids.next() } });
  }

  /**
   * Takes in what the processor says of an account.
   * @param businessId whose it is, where that is known; else it is found by the account's id.
   * @returns the account as it is now; undefined when it is nobody's here.
   */
  async observe(seen: AccountObservation, businessId?: string): Promise<PayoutAccount | undefined> {
    const filter: Filter<PayoutAccountDocument> = businessId === undefined ? { accountId: seen.accountId } : { _id: businessId };
    for (let round = 1; ; round += 1) {
      const current = await this.#find(filter);
      if (current === undefined) return undefined;
      const { account, events } = observeAccount(current.account, seen, this.clock.now());
      if (account === current.account) return account;
      try {
        const { set, unset } = difference(account);
        // An account that is gone leaves a fresh key behind, written once: whoever makes the next one makes the same.
        const key = isGone(account) && !isGone(current.account) ? { operationId: this.ids.next() } : {};
        await this.accounts.update(EVERYTHING, account.businessId, { version: current.version, set: { ...set, ...key }, unset, events }, []);
        return account;
      } catch (error) {
        if (!(error instanceof Problem) || error.type !== PROBLEMS.VERSION_MISMATCH || round === ROUNDS) throw error;
      }
    }
  }

  async #find(filter: Filter<PayoutAccountDocument>): Promise<VersionedAccount | undefined> {
    const found = await this.accounts.findOne(EVERYTHING, filter, PAYOUT_ACCOUNT_FIELDS);
    if (found === undefined) return undefined;
    const { _id, v, ...members } = found;
    return { account: { ...members, businessId: _id }, version: v };
  }
}

/** All of an account that can change. */
function difference({ accountId, transfersActive, payoutsEnabled, requirements, disabledReason, readyAt, observedAt }: PayoutAccount): Required<Pick<Write<PayoutAccountDocument>, 'set' | 'unset'>> {
  const facts = Object.entries({ accountId, transfersActive, payoutsEnabled, requirements, disabledReason, readyAt, observedAt });
  const set = Object.fromEntries(facts.filter(([, value]) => value !== undefined));
  return { set, unset: [...(disabledReason === undefined ? (['disabledReason'] as const) : []), ...(readyAt === undefined ? (['readyAt'] as const) : [])] };
}
