import type { DisputeObservation } from '../domain/disputes.js';
import type { IntentObservation } from '../domain/observe-intent.js';
import type { CardFacts } from '../domain/payment.js';
import type { AccountObservation } from '../domain/payout-account.js';
import type { RefundObservation } from '../domain/refunds.js';
import type { TransferObservation } from '../domain/transfers.js';

/** What the payer pays with: a token of the card form, or a method that the firm saved. */
export type PaymentSource = { readonly confirmationToken: string } | { readonly savedMethodId: string };

/** How a confirmation is to go. */
export interface Confirmation {
  readonly source: PaymentSource;
  /** Asks for 3-D Secure even where the issuer would not. */
  readonly challenge: boolean;
  readonly saveMethod: boolean;
  /** Where the payer comes back to from 3-D Secure. */
  readonly returnUrl: string;
}

/** Ids of ours that an intent carries as metadata, so that it can be found again. */
export interface IntentRequest extends Confirmation {
  readonly paymentId: string;
  readonly proposalId: string;
  readonly customerId: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string;
}

export interface TransferRequest {
  readonly paymentId: string;
  /** Whose money goes, and is waited for; absent: it goes out of our balance. */
  readonly chargeId?: string;
  readonly amount: number;
  readonly currency: string;
  /** The provider's account. */
  readonly destination: string;
}

export interface SavedMethod extends CardFacts {
  readonly id: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
}

/** An intent as it is read again, with the ids of ours that it carries; those of an intent made elsewhere are absent. */
export interface ObservedIntent extends IntentObservation {
  readonly paymentId?: string;
  readonly operationId?: string;
}

export interface ObservedRefund extends RefundObservation {
  readonly operationId?: string;
  readonly chargeId?: string;
}

export interface ObservedTransfer extends TransferObservation {
  readonly paymentId?: string;
  /** Of the transfer and of each reversal. */
  readonly operationIds: readonly string[];
}

export interface ObservedWarning {
  readonly id: string;
  readonly type: string;
  readonly actionable: boolean;
  readonly chargeId: string;
}

/** One movement of our balance, for the comparison with the ledger. Amounts in minor units, as the processor signs them. */
export interface BalanceMovement {
  readonly id: string;
  readonly type: string;
  /** The charge, refund, dispute, transfer or reversal behind it. */
  readonly source?: string;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly at: Date;
}

/** An event that the processor announced; what it is about is asked for again. */
export interface ProcessorEvent {
  readonly id: string;
  readonly type: string;
  /** The object that it is about. */
  readonly objectId: string;
  readonly objectType: string;
  /** The objects that the object belongs to, as the event tells: `payment_intent`, `charge`. */
  readonly belongsTo: Readonly<Record<string, string>>;
  /** A connected account's id. */
  readonly account?: string;
  readonly createdAt: Date;
}

/** The most that one reading takes, whoever waits for it: no issuer and no network of cards stands behind it. */
export const LONGEST_READ_MS = 10_000;

/**
 * The processor, as the use cases need it. Each call with an `operationId` sends it as the idempotency key and as `metadata.opId`; calls
 * without one only read. Every call is bounded by what is left of the request's budget, and a reading by LONGEST_READ_MS, as each page of
 * a list is.
 * @throws ProcessorRefusal when it said no and nothing happened (`isMissing`: it knows no such object); ProcessorSilence when
 *   nobody knows whether something happened; Problem DEPENDENCY_DOWN from calls that only read; PAYMENTS_OFF when none is configured.
 */
export abstract class PaymentProcessor {
  abstract createCustomer(operationId: string, businessId: string): Promise<string>;
  /** Facts of the card behind a source. @param customerId undefined: the firm is no customer yet, and has saved nothing. @throws ProcessorRefusal `token_unusable` or `method_unusable`. */
  abstract readSource(customerId: string | undefined, source: PaymentSource): Promise<CardFacts>;

  /** Makes and confirms an intent with manual capture. A decline is an observation, not an error. */
  abstract createIntent(operationId: string, request: IntentRequest): Promise<IntentObservation>;
  abstract confirmIntent(operationId: string, intentId: string, confirmation: Confirmation): Promise<IntentObservation>;
  abstract captureIntent(operationId: string, intentId: string): Promise<IntentObservation>;
  abstract cancelIntent(operationId: string, intentId: string): Promise<IntentObservation>;
  abstract readIntent(intentId: string): Promise<ObservedIntent>;
  /** The intent that an operation made, among those of a customer since a moment; undefined proves its absence. */
  abstract findIntent(customerId: string, operationId: string, since: Date): Promise<IntentObservation | undefined>;

  abstract refund(operationId: string, request: { readonly refundId: string; readonly chargeId: string; readonly amount: number }): Promise<RefundObservation>;
  abstract readRefund(refundId: string): Promise<ObservedRefund>;
  /** Every refund of a charge. */
  abstract listRefunds(chargeId: string): Promise<readonly ObservedRefund[]>;

  abstract readDispute(disputeId: string): Promise<DisputeObservation & { readonly chargeId: string }>;
  abstract answerDispute(operationId: string, disputeId: string, evidence: { readonly text: string }): Promise<DisputeObservation>;
  abstract readWarning(warningId: string): Promise<ObservedWarning>;

  abstract transfer(operationId: string, request: TransferRequest): Promise<TransferObservation>;
  abstract reverseTransfer(operationId: string, transferId: string, amount: number): Promise<TransferObservation>;
  abstract readTransfer(transferId: string): Promise<ObservedTransfer>;
  /** The transfer of a payment's group that an operation made; undefined proves its absence. */
  abstract findTransfer(paymentId: string, operationId: string): Promise<TransferObservation | undefined>;

  abstract createAccount(operationId: string, businessId: string): Promise<AccountObservation>;
  abstract readAccount(accountId: string): Promise<AccountObservation>;
  /** A page of the processor where a provider tells what it wants to know; good for minutes. */
  abstract onboardingUrl(accountId: string, urls: { readonly returnUrl: string; readonly refreshUrl: string }): Promise<string>;

  abstract listSavedMethods(customerId: string): Promise<readonly SavedMethod[]>;
  abstract removeSavedMethod(operationId: string, methodId: string): Promise<void>;

  /** Events since a moment, in no order, for those that a webhook has missed. */
  abstract listEvents(since: Date): AsyncIterable<ProcessorEvent>;
  /** Movements of our balance since a moment, in no order. */
  abstract listMovements(since: Date): AsyncIterable<BalanceMovement>;
}

/** The processor said no: nothing happened, and the same request would be refused again. */
export class ProcessorRefusal extends Error {
  /** @param code the processor's, or ours where it has none. */
  constructor(
    readonly code: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(`The processor refused: ${code}.`, options);
  }

  /** It knows no such object. */
  get isMissing(): boolean {
    return this.code === 'resource_missing';
  }
}

/** No answer, or one that does not tell: the effect may be there or not. */
export class ProcessorSilence extends Error {
  /** The key gives a stored failure, now and ever: only looking for the effect tells. */
  readonly keySpent: boolean;

  /**
   * @param mayHaveHappened false when it was certainly not begun (429, a lock): the same key may be sent again at once.
   * @param options.keySpent the processor replayed a failure that it has stored under this key (a 500 with `Idempotent-Replayed`).
   */
  constructor(
    readonly mayHaveHappened: boolean,
    { keySpent = false, ...options }: { readonly cause?: unknown; readonly keySpent?: boolean } = {},
  ) {
    super('The processor gave no answer that tells what happened.', options);
    this.keySpent = keySpent;
  }
}
