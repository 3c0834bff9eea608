import type { CardFacts, IssuerResults } from './card.js';
import type { LedgerEntry } from './ledger.js';
import type { Currency } from './money.js';
import type { RiskDecisionRecord } from './risk.js';
import type { DisputeState, OperationState, PaymentState, RefundState, TransferState } from './states.js';

export type { CardFacts, IssuerResults } from './card.js';

export const OPERATION_KINDS = ['intent.create', 'intent.confirm', 'intent.capture', 'intent.cancel', 'refund.create', 'transfer.create', 'transfer.reverse', 'dispute.answer'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** What is asked of the processor: written before it is sent (invariant 7), under an id that is its idempotency key. */
export interface Operation {
  /** UUIDv7; Stripe's Idempotency-Key and `metadata.opId`. */
  readonly id: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  /** What is sent besides what the payment itself says: ids, amounts and tokens, never a name or an address. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly at: Date;
  /** The processor's object that it made or changed. */
  readonly result?: string;
  /** The processor's code of a refusal. */
  readonly error?: string;
  /** The operation in whose place it was sent, once that one's absence was proven. */
  readonly successorOf?: string;
  readonly settledAt?: Date;
  /** How often it was taken up again, since nobody knew its outcome, and since when it waits for the next time. */
  readonly takenUp?: number;
  readonly takenUpAt?: Date;
}

/** Personal: encrypted in the database, absent from logs and events. */
export interface Billing {
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly postalCode: string;
  readonly line1?: string;
  readonly city?: string;
}

export interface Refund {
  /** Ours; `refundId` is the processor's. */
  readonly id: string;
  readonly amount: number;
  /** Part of `amount` that comes out of the platform's fee. */
  readonly fee: number;
  readonly state: RefundState;
  readonly reason: string;
  readonly requestedBy: string;
  readonly refundId?: string;
  readonly failure?: string;
  readonly at: Date;
}

export interface Dispute {
  /** The processor's id. */
  readonly id: string;
  readonly amount: number;
  readonly reason: string;
  readonly state: DisputeState;
  readonly evidenceDueBy?: Date;
  readonly answeredAt?: Date;
  readonly at: Date;
}

/** An early-fraud warning of a card network. */
export interface FraudWarning {
  readonly id: string;
  readonly type: string;
  readonly actionable: boolean;
  readonly at: Date;
}

/** What keeps a transfer: the hold behind the delivery, a warning of fraud, a refund under way, the provider's account, a refusal; `people`: it was refused too often. */
export const TRANSFER_WAITS = ['hold', 'fraud_warning', 'refund', 'account', 'refused', 'people'] as const;
export type TransferWait = (typeof TRANSFER_WAITS)[number];

/** One transfer that was sent, as the processor knows it. Amounts in minor units. */
export interface SentTransfer {
  readonly transferId: string;
  readonly amount: number;
  /** Taken back of it. */
  readonly reversed: number;
}

export interface Transfer {
  readonly state: TransferState;
  /** The provider's share that is to go or has gone, minor units; of all transfers, where there is more than one. */
  readonly amount: number;
  /** Not before this it is tried: the end of the hold behind the accepted delivery, or the next look at what kept it. */
  readonly dueAt: Date;
  /** The end of the hold, whatever else it waits for. */
  readonly holdEndsAt: Date;
  readonly waitsFor: TransferWait;
  /** The first is the share of the sale; each further one is what was owed again since a refund came back. */
  readonly sent: readonly SentTransfer[];
  /** Of the newest. */
  readonly transferId?: string;
  readonly paidAt?: Date;
  /** Taken back of all, minor units. */
  readonly reversed: number;
}

/** What the payer is to do next (3-D Secure). */
export interface NextAction {
  readonly redirectUrl: string;
}

/** A payment, whole: one document, so that each of its changes is one conditional write. Amounts in minor units of `currency`. */
export interface Payment {
  readonly id: string;
  readonly proposalId: string;
  readonly serviceRequestId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly state: PaymentState;
  /** There, and true, while no second payment of the proposal may be made; a unique index holds it. */
  readonly live?: true;
  readonly amount: number;
  readonly currency: Currency;
  /** The platform's fee, contained in `amount`. */
  readonly fee: number;
  readonly feePolicy: number;
  readonly termsVersion: string;
  readonly billing: Billing;
  readonly purchaseOrderNumber?: string;
  readonly invoiceNumber?: string;
  readonly customerId: string;
  readonly intentId?: string;
  readonly chargeId?: string;
  readonly card?: CardFacts;
  readonly issuer?: IssuerResults;
  readonly nextAction?: NextAction;
  /** Neutral: what the payer may be told. */
  readonly declineCode?: string;
  readonly authorised: number;
  readonly captured: number;
  /** Of all refunds that did not fail: what can no longer be refunded. */
  readonly refundReserved: number;
  /** Of all disputes that are open or lost. */
  readonly disputed: number;
  /** What the provider owes us by the ledger, minor units; absent when nothing. Kept with each entry, so that it can be looked for. */
  readonly owedByProvider?: number;
  /** Since when the system no longer tries to give back what is left of it, though its work is cancelled; people have to. */
  readonly refundGivenUpAt?: Date;
  /** When the newest entry of its ledger was booked; what changed since a moment is found by it. */
  readonly bookedAt?: Date;
  readonly authorisedAt?: Date;
  readonly capturedAt?: Date;
  /** Behind it the processor lets an authorisation go. */
  readonly captureBefore?: Date;
  /** Since when the first of its operations without an outcome waits to be taken up; the sweeper finds it by this. */
  readonly unsettledSince?: Date;
  readonly decisions: readonly RiskDecisionRecord[];
  readonly operations: readonly Operation[];
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly warnings: readonly FraudWarning[];
  readonly transfer?: Transfer;
  /** Personal: what the provider answers to a dispute, by the dispute's id; kept until it is sent, and as what was sent. */
  readonly disputeAnswers?: Readonly<Record<string, string>>;
  readonly ledger: readonly LedgerEntry[];
}

/** What of the captured sum is neither refunded, about to be, nor disputed (invariant 5). */
export function refundable({ captured, refundReserved, disputed }: Pick<Payment, 'captured' | 'refundReserved' | 'disputed'>): number {
  return Math.max(0, captured - refundReserved - disputed);
}
