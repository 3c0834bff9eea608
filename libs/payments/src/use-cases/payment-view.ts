import type { BusinessScope } from '@plumbline/businesses';
import type { CardFacts, Dispute, NextAction, Payment, Refund, Transfer } from '../domain/payment.js';
import type { PaymentState } from '../domain/states.js';
import type { Side } from '../domain/sides.js';
import type { Versioned } from './payment-writer.js';

/** A refund as both firms see it. */
export type RefundView = Pick<Refund, 'id' | 'amount' | 'state' | 'reason'> & { readonly at: string };

/** A dispute as both firms see it. */
export type DisputeView = Pick<Dispute, 'id' | 'amount' | 'state' | 'reason'> & { readonly evidenceDueBy?: string; readonly answeredAt?: string; readonly at: string };

/** The provider's share, for the provider alone. */
export type TransferView = Pick<Transfer, 'state' | 'amount' | 'reversed'> & { readonly dueAt: string; readonly paidAt?: string };

/** A payment as one of its two firms sees it. What a member is missing is not theirs to see, or not there yet. */
export interface PaymentView {
  readonly id: string;
  readonly version: number;
  readonly side: Side;
  readonly proposalId: string;
  readonly serviceRequestId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  readonly state: PaymentState;
  readonly amount: number;
  readonly currency: string;
  readonly fee: number;
  readonly providerShare: number;
  readonly feePolicy: number;
  readonly authorised: number;
  readonly captured: number;
  readonly refunded: number;
  readonly disputed: number;
  readonly purchaseOrderNumber?: string;
  readonly invoiceNumber?: string;
  readonly refunds: readonly RefundView[];
  readonly disputes: readonly DisputeView[];
  readonly createdAt: string;
  readonly authorisedAt?: string;
  readonly capturedAt?: string;
  /** The payer's firm alone. */
  readonly termsVersion?: string;
  readonly card?: Pick<CardFacts, 'brand' | 'last4' | 'funding' | 'country'>;
  readonly nextAction?: NextAction;
  readonly decline?: { readonly code: string };
  /** The provider's firm alone. */
  readonly transfer?: TransferView;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** An object without those of its members that are undefined. */
function defined<T extends object>(members: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}

const instant = (at: Date | undefined): string | undefined => at?.toISOString();

/** Whoever belongs to both firms sees what the payer sees. */
export function sideIn({ by: { businessIds } }: BusinessScope, { clientBusinessId }: Pick<Payment, 'clientBusinessId'>): Side {
  return businessIds.includes(clientBusinessId) ? 'client' : 'provider';
}

/** @param side on which the reader stands: names, addresses and cards of payers are not shown to providers. */
export function viewOf({ payment, version }: Versioned, side: Side): PaymentView {
  const { id, proposalId, serviceRequestId, clientBusinessId, providerBusinessId, state, amount, currency, fee, feePolicy, authorised, captured, disputed } = payment;
  const refunded = payment.refunds.filter((refund) => refund.state === 'succeeded').reduce((sum, refund) => sum + refund.amount, 0);
  return {
    id, version, side, proposalId, serviceRequestId, clientBusinessId, providerBusinessId, state, amount, currency, fee, providerShare: amount - fee, feePolicy, authorised, captured, refunded, disputed,
    refunds: payment.refunds.map((refund) => ({ id: refund.id, amount: refund.amount, state: refund.state, reason: refund.reason, at: refund.at.toISOString() })),
    disputes: payment.disputes.map(disputeOf),
    createdAt: payment.createdAt.toISOString(),
    ...defined({ purchaseOrderNumber: payment.purchaseOrderNumber, invoiceNumber: payment.invoiceNumber, authorisedAt: instant(payment.authorisedAt), capturedAt: instant(payment.capturedAt) }),
    ...(side === 'client' ? ofThePayer(payment) : ofTheProvider(payment)),
  };
}

function disputeOf({ id, amount, state, reason, evidenceDueBy, answeredAt, at }: Dispute): DisputeView {
  return { id, amount, state, reason, at: at.toISOString(), ...defined({ evidenceDueBy: instant(evidenceDueBy), answeredAt: instant(answeredAt) }) };
}

function ofThePayer({ termsVersion, card, nextAction, declineCode }: Payment): Partial<PaymentView> {
  const shown = card === undefined ? undefined : { brand: card.brand, last4: card.last4, funding: card.funding, ...defined({ country: card.country }) };
  return { termsVersion, ...defined({ card: shown, nextAction, decline: declineCode === undefined ? undefined : { code: declineCode } }) };
}

function ofTheProvider({ transfer }: Payment): Partial<PaymentView> {
  if (transfer === undefined) return {};
  const { state, amount, reversed, dueAt, paidAt } = transfer;
  return { transfer: { state, amount, reversed, dueAt: dueAt.toISOString(), ...defined({ paidAt: instant(paidAt) }) } };
}
