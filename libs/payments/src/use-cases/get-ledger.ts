import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { ACCOUNTS, type Account, balanceOf, type LedgerEntry } from '../domain/ledger.js';
import { PaymentAccess } from './payment-access.js';

/** The books of one payment. */
export interface LedgerView {
  readonly paymentId: string;
  readonly currency: string;
  /** Debits equal credits. */
  readonly balanced: boolean;
  /** What stands in each account, minor units, debits positive. */
  readonly balances: readonly { readonly account: Account; readonly amount: number }[];
  readonly entries: readonly (Omit<LedgerEntry, 'currency' | 'at'> & { readonly at: string })[];
}

/** What a payment's money did, by double entry. */
@Injectable()
export class GetLedger {
  constructor(private readonly access: PaymentAccess) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, paymentId: string): Promise<LedgerView> {
    const { payment } = await this.access.read(principal, 'payments.getLedger', paymentId);
    const { ledger, currency } = payment;
    const balances = ACCOUNTS.map((account) => ({ account, amount: balanceOf(ledger, account) }));
    const entries = ledger.map(({ seq, kind, source, postings, at }) => ({ seq, kind, source, postings, at: at.toISOString() }));
    return { paymentId, currency, balanced: balances.reduce((sum, { amount }) => sum + amount, 0) === 0, balances, entries };
  }
}
