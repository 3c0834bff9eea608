import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Change, happened, unchanged, without } from './change.js';
import { feePartOf } from './fee-policy.js';
import { booked, type NewEntry } from './ledger.js';
import { plan } from './operations.js';
import { type Payment, type Refund, refundable } from './payment.js';
import { PAYMENT_PROBLEMS } from './problems.js';
import { REFUND_STATES } from './states.js';
import { keptOrFreed } from './transfers.js';

/** Each refund stays in the payment's document. */
export const REFUNDS_PER_PAYMENT = 50;

/** Why something is given back; a choice, since what somebody writes may be personal. */
export const REFUND_REASONS = ['requested_by_customer', 'not_delivered', 'quality', 'duplicate', 'fraudulent'] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

/** What the processor says of a refund at this moment. docs.stripe.com/api/refunds/object */
export interface RefundObservation {
  readonly refundId: string;
  /** Our id of it, from its metadata; absent when it was made elsewhere, as in Stripe's dashboard. */
  readonly ourId?: string;
  readonly amount: number;
  readonly status: 'pending' | 'succeeded' | 'failed';
  /** The money has left our balance, as a rule when the refund is made, days before a pending one succeeds or fails; what succeeded has left it anyhow. */
  readonly withdrawn?: true;
  readonly failure?: string;
}

/** @param id ours. @param amount minor units, 1 or more. @param requestedBy a person's id. */
export type RefundRequest = Pick<Refund, 'id' | 'amount' | 'reason' | 'requestedBy'>;

/**
 * Reserves a refund and plans its operation in one write: whatever else runs at the same time, no more than the captured sum is ever
 * reserved, since the write holds for the version that was read (vendure#2912).
 * @throws Problem STATE_CONFLICT unless captured, REFUND_TOO_LARGE, REFUND_LIMIT_REACHED.
 */
export function requestRefund(payment: Payment, request: RefundRequest, operationId: string, now: Date): Change {
  if (payment.refunds.some(({ id }) => id === request.id)) return unchanged(payment);
  if (payment.state !== 'captured') throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `A payment that is ${payment.state} cannot be refunded.` });
  const left = refundable(payment);
  if (request.amount > left) throw new Problem(PAYMENT_PROBLEMS.REFUND_TOO_LARGE, { detail: `At most ${left} can be refunded.`, extensions: { refundable: left } });
  if (payment.refunds.length >= REFUNDS_PER_PAYMENT) throw new Problem(PAYMENT_PROBLEMS.REFUND_LIMIT_REACHED);
  const reserved = reserve(payment, { ...request, at: now });
  const planned = plan(reserved, { id: operationId, kind: 'refund.create', details: { refund: request.id, amount: request.amount } }, now);
  return { payment: planned.payment, events: [happened(planned.payment, 'refund_requested', { refundId: request.id, amount: request.amount })] };
}

/** Why the system gives back what was paid for work that was cancelled. */
export const WORK_CANCELLED = 'work_cancelled';

/** So often the system tries to give back what was paid for cancelled work, a day apart; then people have to. */
export const CANCELLED_WORK_REFUNDS = 10;

/**
 * Plans to give back all that is left of what was paid for work that was cancelled; what failed is planned again, until it has failed too often.
 * @returns unchanged when nothing is left, or a bank decides on the charge: what is left is given back when it has.
 */
export function refundCancelledWork(payment: Payment, operationId: string, now: Date): Change {
  const amount = refundable(payment);
  if (amount === 0 || payment.disputes.some(({ state }) => state === 'open')) return unchanged(payment);
  const failures = payment.refunds.filter(({ reason, state }) => reason === WORK_CANCELLED && state === 'failed').length;
  if (failures < CANCELLED_WORK_REFUNDS && payment.refunds.length < REFUNDS_PER_PAYMENT) return requestRefund(payment, { id: operationId, amount, reason: WORK_CANCELLED, requestedBy: 'system' }, operationId, now);
  if (payment.refundGivenUpAt !== undefined) return unchanged(payment);
  const givenUp: Payment = { ...payment, refundGivenUpAt: now };
  return { payment: givenUp, events: [happened(givenUp, 'refund_given_up', { amount })] };
}

function reserve(payment: Payment, request: Omit<Refund, 'fee' | 'state'>): Payment {
  const fee = feePartOf(payment, request.amount);
  const reserved: Payment = { ...payment, refunds: [...payment.refunds, { ...request, fee, state: REFUND_STATES.initial }], refundReserved: payment.refundReserved + request.amount };
  // Somebody gives by hand what the system could not.
  return refundable(reserved) === 0 ? without(reserved, ['refundGivenUpAt']) : reserved;
}

/** Gives up a refund that the processor refused. */
export function releaseRefund(payment: Payment, refundId: string, failure: string): Change {
  const refund = payment.refunds.find(({ id }) => id === refundId);
  if (refund?.state !== 'pending') return unchanged(payment);
  return failed(payment, refund, failure);
}

function failed(payment: Payment, refund: Refund, failure: string): Change {
  const next: Refund = { ...refund, state: REFUND_STATES.next(refund.state, 'fail'), failure };
  const changed: Payment = { ...payment, refunds: replaced(payment.refunds, next), refundReserved: payment.refundReserved - refund.amount };
  return { payment: changed, events: [happened(changed, 'refund_failed', { refundId: refund.id, amount: refund.amount, hadSucceeded: refund.state === 'succeeded' })] };
}

const replaced = (refunds: readonly Refund[], next: Refund): readonly Refund[] => refunds.map((refund) => (refund.id === next.id ? next : refund));

function entry(kind: 'refund' | 'refund_failed', source: string, { amount, fee }: Refund): NewEntry {
  const sign = kind === 'refund' ? 1 : -1;
  return { kind, source, postings: [{ account: 'provider', amount: sign * (amount - fee) }, { account: 'fees', amount: sign * fee }, { account: 'processor', amount: -sign * amount }] };
}

/**
 * What of a refund moved money: books follow the money, which leaves when the refund is made and comes back when it fails, whatever the
 * refund is called in between.
 */
function withEntries(payment: Payment, refund: Refund, { refundId, status, withdrawn }: RefundObservation, now: Date): Payment {
  const hasLeft = withdrawn === true || status === 'succeeded' || payment.ledger.some(({ kind, source }) => kind === 'refund' && source === refundId);
  if (!hasLeft) return payment;
  const back = status === 'failed' ? [entry('refund_failed', refundId, refund)] : [];
  const ledger = booked(payment.ledger, [entry('refund', refundId, refund), ...back], payment.currency, now);
  return ledger.length === payment.ledger.length ? payment : keptOrFreed({ ...payment, ledger });
}

/** Brings a refund to what the processor says of it; one that was made elsewhere is taken in. Hearing it again changes nothing. */
export function observeRefund(payment: Payment, seen: RefundObservation, now: Date): Change {
  // By our id only while the processor's is unknown: should one of ours have been made twice there, the books show both.
  const known = payment.refunds.find(({ id, refundId }) => refundId === seen.refundId || (refundId === undefined && id === seen.ourId));
  if (known === undefined) {
    const taken = reserve(payment, { id: seen.refundId, refundId: seen.refundId, amount: seen.amount, reason: 'made at the processor', requestedBy: 'processor', at: now });
    return observeRefund(taken, seen, now);
  }
  const named: Refund = { ...known, refundId: seen.refundId };
  const base = known.refundId === undefined ? { ...payment, refunds: replaced(payment.refunds, named) } : payment;
  if (known.state === 'failed') return { payment: base, events: [] };
  const moved = withEntries(base, named, seen, now);
  if (seen.status === 'failed') return failed(moved, named, seen.failure ?? 'unknown');
  if (seen.status === 'pending' || known.state === 'succeeded') return { payment: moved, events: [] };
  const changed: Payment = { ...moved, refunds: replaced(moved.refunds, { ...named, state: REFUND_STATES.next(known.state, 'succeed') }) };
  const refunded = changed.refunds.filter(({ state }) => state === 'succeeded').reduce((sum, { amount }) => sum + amount, 0);
  return { payment: changed, events: [happened(changed, 'refunded', { refundId: known.id, amount: known.amount, refunded, captured: changed.captured })] };
}
