import type Stripe from 'stripe';
import type { TransferObservation } from '../../domain/transfers.js';
import type { AccountObservation } from '../../domain/payout-account.js';
import type { ObservedTransfer, TransferRequest } from '../../use-cases/payment-processor.js';
import { accountObservation, transferObservation } from './observations.js';
import { behindCall, type StripeClient } from './stripe-client.js';

/** Separate charges and transfers: a provider's account receives its share of a charge later. docs.stripe.com/connect/separate-charges-and-transfers */
export class Connect {
  constructor(private readonly client: StripeClient) {}

  /** `source_transaction`: the transfer is paid out of that very charge, and waits for its money. All of one charge add up to no more than it, whatever was taken back. */
  async transfer(operationId: string, { paymentId, chargeId, amount, currency, destination }: TransferRequest): Promise<TransferObservation> {
    const source = chargeId === undefined ? {} : { source_transaction: chargeId };
    const params = { amount, currency: currency.toLowerCase(), destination, ...source, transfer_group: paymentId, metadata: { opId: operationId, paymentId } };
    return transferObservation(await this.client.send(operationId, (stripe, options) => stripe.transfers.create(params, options)));
  }

  async reverse(operationId: string, transferId: string, amount: number): Promise<TransferObservation> {
    const params = { amount, metadata: { opId: operationId } };
    await this.client.send(operationId, (stripe, options) => stripe.transfers.createReversal(transferId, params, options));
    return behindCall(this.readTransfer(transferId));
  }

  async readTransfer(transferId: string): Promise<ObservedTransfer> {
    return this.#whole(await this.client.read((stripe, options) => stripe.transfers.retrieve(transferId, {}, options)));
  }

  async findTransfer(paymentId: string, operationId: string): Promise<TransferObservation | undefined> {
    for await (const transfer of this.client.list((stripe, options) => stripe.transfers.list({ transfer_group: paymentId, limit: 100 }, options))) {
      if (transfer.metadata['opId'] === operationId) return this.#whole(transfer);
    }
    return undefined;
  }

  /** An Express account: Stripe asks the provider for what the law wants to know, and we never hold it. */
  async createAccount(operationId: string, businessId: string): Promise<AccountObservation> {
    const params: Stripe.AccountCreateParams = { type: 'express', capabilities: { transfers: { requested: true } }, metadata: { opId: operationId, businessId } };
    return accountObservation(await this.client.send(operationId, (stripe, options) => stripe.accounts.create(params, options)));
  }

  async readAccount(accountId: string): Promise<AccountObservation> {
    return accountObservation(await this.client.read((stripe, options) => stripe.accounts.retrieve(accountId, {}, options)));
  }

  async onboardingUrl(accountId: string, { returnUrl, refreshUrl }: { readonly returnUrl: string; readonly refreshUrl: string }): Promise<string> {
    const params = { account: accountId, return_url: returnUrl, refresh_url: refreshUrl, type: 'account_onboarding' } as const;
    return (await this.client.read((stripe, options) => stripe.accountLinks.create(params, options))).url;
  }

  /** A transfer holds its ten newest reversals; the rest is a list of its own. */
  async #whole(transfer: Stripe.Transfer): Promise<ObservedTransfer> {
    if (!transfer.reversals.has_more) return transferObservation(transfer);
    const reversals: Stripe.TransferReversal[] = [];
    for await (const reversal of this.client.list((stripe, options) => stripe.transfers.listReversals(transfer.id, { limit: 100 }, options))) reversals.push(reversal);
    return transferObservation(transfer, reversals);
  }
}
