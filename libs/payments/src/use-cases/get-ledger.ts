import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { ACCOUNTS, type Account, balanceOf, type EntryKind, type LedgerEntry } from '../domain/ledger.js';
import type { Side } from '../domain/sides.js';
import { PaymentAccess } from './payment-access.js';
import { sideIn } from './payment-view.js';

/** What concerns the payer's money; the provider's share on its way, and what the processor takes, are the others' affair. */
const PAYERS_KINDS: readonly EntryKind[] = ['capture', 'refund', 'refund_failed', 'dispute_opened', 'dispute_fee', 'dispute_won', 'dispute_lost'];

const isSeenBy = (side: Side, { kind }: LedgerEntry): boolean => side === 'provider' || PAYERS_KINDS.includes(kind);

/** The books of one payment, as one of its firms sees them. */
export interface LedgerView {
  readonly paymentId: string;
  readonly currency: string;
  /** Debits equal credits, in all of the books. */
  readonly balanced: boolean;
  /** What stands in each account by the entries that are shown, minor units, debits positive. */
  readonly balances: readonly { readonly account: Account; readonly amount: number }[];
  readonly entries: readonly (Omit<LedgerEntry, 'currency' | 'at'> & { readonly at: string })[];
}

/** What a payment's money did, by double entry. */
@Injectable()
export class GetLedger {
  constructor(private readonly access: PaymentAccess) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, paymentId: string): Promise<LedgerView> {
    const { payment, scope } = await this.access.read(principal, 'payments.getLedger', paymentId);
    const { ledger, currency } = payment;
    const seen = ledger.filter((entry) => isSeenBy(sideIn(scope, payment), entry));
    const balances = ACCOUNTS.map((account) => ({ account, amount: balanceOf(seen, account) }));
    const entries = seen.map(({ seq, kind, source, postings, at }) => ({ seq, kind, source, postings, at: at.toISOString() }));
    const sum = ACCOUNTS.reduce((total, account) => total + balanceOf(ledger, account), 0);
    return { paymentId, currency, balanced: sum === 0, balances, entries };
  }
}
