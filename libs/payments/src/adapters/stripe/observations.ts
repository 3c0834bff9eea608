import type Stripe from 'stripe';
import type { DisputeObservation } from '../../domain/disputes.js';
import type { IntentObservation } from '../../domain/observe-intent.js';
import type { AccountObservation } from '../../domain/payout-account.js';
import type { RefundObservation } from '../../domain/refunds.js';
import type { TransferObservation } from '../../domain/transfers.js';
import { cardFacts, type CardNames, issuerResults } from './card-facts.js';
import { neutralDecline } from './declines.js';

const seconds = (value: number): Date => new Date(value * 1_000);
const idOf = (one: string | { readonly id: string }): string => (typeof one === 'string' ? one : one.id);
const whole = <T extends object>(one: string | T | null | undefined): T | undefined => (typeof one === 'object' && one !== null ? one : undefined);

/** What every observation of an intent is made of. */
export const INTENT_EXPANSIONS = ['latest_charge.balance_transaction'];

function declineOf({ status, last_payment_error: failure }: Stripe.PaymentIntent): Pick<IntentObservation, 'declineCode'> {
  if (status !== 'requires_payment_method' || failure === null) return {};
  return { declineCode: neutralDecline(failure.decline_code ?? failure.code) };
}

function chargeFacts(charge: Stripe.Charge | undefined, names: CardNames): Partial<IntentObservation> {
  if (charge === undefined) return {};
  const card = charge.payment_method_details?.card;
  const settled = whole(charge.balance_transaction);
  return {
    ...(charge.status === 'failed' ? {} : { chargeId: charge.id }),
    ...(card === undefined ? {} : { card: cardFacts(card, names), issuer: issuerResults(card) }),
    ...(card?.capture_before === undefined ? {} : { captureBefore: seconds(card.capture_before) }),
    // In another currency it is no sum of this payment's: the comparison with the processor tells of it.
    ...(settled?.currency === charge.currency ? { processorFee: settled.fee } : {}),
  };
}

/** The charge that an intent tells of; one that failed belongs to an attempt that is over, unless that is where the intent stands. */
function chargeOf({ status, latest_charge: latest }: Stripe.PaymentIntent): Stripe.Charge | undefined {
  const charge = whole(latest);
  return charge?.status === 'failed' && status !== 'requires_payment_method' ? undefined : charge;
}

/** @param intent with `INTENT_EXPANSIONS`. */
export function intentObservation(intent: Stripe.PaymentIntent, names: CardNames): IntentObservation & { readonly paymentId?: string; readonly operationId?: string } {
  const { opId, paymentId } = intent.metadata;
  const redirectUrl = intent.next_action?.redirect_to_url?.url;
  return {
    intentId: intent.id,
    status: intent.status as IntentObservation['status'],
    amount: intent.amount,
    currency: intent.currency,
    capturable: intent.amount_capturable,
    received: intent.amount_received,
    ...(redirectUrl == null ? {} : { redirectUrl }),
    ...declineOf(intent),
    ...(intent.cancellation_reason === null ? {} : { cancellationReason: intent.cancellation_reason }),
    ...chargeFacts(chargeOf(intent), names),
    ...(paymentId === undefined ? {} : { paymentId }),
    ...(opId === undefined ? {} : { operationId: opId }),
  };
}

const REFUND_STATUS: Readonly<Record<string, RefundObservation['status']>> = { succeeded: 'succeeded', failed: 'failed', canceled: 'failed' };

export function refundObservation(refund: Stripe.Refund): RefundObservation & { readonly operationId?: string; readonly chargeId?: string } {
  const { opId, refundId } = refund.metadata ?? {};
  return {
    refundId: refund.id,
    amount: refund.amount,
    status: REFUND_STATUS[refund.status ?? ''] ?? 'pending',
    ...(refund.balance_transaction === null ? {} : { withdrawn: true }),
    ...(refund.failure_reason === undefined ? {} : { failure: refund.failure_reason }),
    ...(refundId === undefined ? {} : { ourId: refundId }),
    ...(opId === undefined ? {} : { operationId: opId }),
    ...(refund.charge === null ? {} : { chargeId: idOf(refund.charge) }),
  };
}

/** An inquiry that ends, and a dispute that was prevented, leave the money where it is. */
const DISPUTE_STATUS: Readonly<Record<string, DisputeObservation['status']>> = { won: 'won', warning_closed: 'won', prevented: 'won', lost: 'lost' };

export function disputeObservation(dispute: Stripe.Dispute): DisputeObservation & { readonly chargeId: string } {
  const withdrawals = dispute.balance_transactions.filter(({ amount }) => amount < 0);
  const { due_by: dueBy, submission_count: submissions } = dispute.evidence_details;
  return {
    disputeId: dispute.id,
    amount: dispute.amount,
    reason: dispute.reason,
    status: DISPUTE_STATUS[dispute.status] ?? 'open',
    withdrawn: withdrawals.length > 0,
    fee: withdrawals.reduce((sum, { fee }) => sum + fee, 0),
    ...(dueBy === null ? {} : { evidenceDueBy: seconds(dueBy) }),
    ...(submissions > 0 ? { answered: true } : {}),
    chargeId: idOf(dispute.charge),
  };
}

/** @param reversals all of them, where the transfer itself holds only the newest. */
export function transferObservation(transfer: Stripe.Transfer, reversals: readonly Stripe.TransferReversal[] = transfer.reversals.data): TransferObservation & { readonly paymentId?: string; readonly operationIds: readonly string[] } {
  const { paymentId } = transfer.metadata;
  return {
    transferId: transfer.id,
    amount: transfer.amount,
    reversals: reversals.map(({ id, amount }) => ({ id, amount })),
    ...(paymentId === undefined ? {} : { paymentId }),
    operationIds: [transfer.metadata, ...reversals.map(({ metadata }) => metadata ?? {})].map(({ opId }) => opId).filter((id) => id !== undefined),
  };
}

export function accountObservation(account: Stripe.Account): AccountObservation {
  const { requirements } = account;
  const wanted = [...(requirements?.past_due ?? []), ...(requirements?.currently_due ?? [])];
  return {
    accountId: account.id,
    transfersActive: account.capabilities?.transfers === 'active',
    payoutsEnabled: account.payouts_enabled,
    requirements: [...new Set(wanted)],
    ...(requirements?.disabled_reason == null ? {} : { disabledReason: requirements.disabled_reason }),
  };
}
