import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { CURRENT_FEE_POLICY, feeOf, TERMS_VERSION } from '../domain/fee-policy.js';
import type { Money } from '../domain/money.js';
import { Payable } from './payable.js';
import { Quotes } from './quotes.js';

/** What a payer is shown before they pay. */
export interface Quote extends Money {
  readonly proposalId: string;
  /** The platform's fee, contained in `amount`; minor units. */
  readonly fee: number;
  /** What the provider gets of it; minor units. */
  readonly providerShare: number;
  readonly feePolicy: number;
  readonly termsVersion: string;
  readonly purchaseOrderNumber?: string;
  readonly taxNote: string;
}

const TAX_NOTE = 'The price is the one that was agreed on. Tax is shown by the provider in the work\'s own invoice; none is added here.';

/** Tells what an accepted proposal costs. */
@Injectable()
export class QuotePayment {
  constructor(
    private readonly payable: Payable,
    private readonly quotes: Quotes,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, PROPOSAL_NOT_ACCEPTED */
  async execute(principal: Principal, proposalId: string): Promise<Quote> {
    const { amount, currency, purchaseOrderNumber } = await this.payable.agreement(principal, 'payments.quote', proposalId);
    await this.quotes.remember(principal.userId, proposalId);
    const fee = feeOf(amount, CURRENT_FEE_POLICY);
    const reference = purchaseOrderNumber === undefined ? {} : { purchaseOrderNumber };
    return { proposalId, amount, currency, fee, providerShare: amount - fee, feePolicy: CURRENT_FEE_POLICY.version, termsVersion: TERMS_VERSION, taxNote: TAX_NOTE, ...reference };
  }
}
