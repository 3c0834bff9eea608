import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Change, happened, unchanged, without } from './change.js';
import { CURRENT_FEE_POLICY, feeOf } from './fee-policy.js';
import { isOpen, openOperation, plan, settle } from './operations.js';
import type { CardFacts, Operation, Payment } from './payment.js';
import type { RiskAnswer, RiskDecisionRecord, RiskStage } from './risk.js';
import { NEVER_SENT } from './sending.js';
import { PAYMENT_STATES } from './states.js';

/** Each attempt leaves a decision and an operation in the payment's document. */
export const ATTEMPTS_PER_PAYMENT = 20;

/** Before a payer knows why a bank said no: what was not accepted by us. */
export const NOT_ACCEPTED = 'not_accepted';

/** What a payer attempts to pay with. Exactly one of the first two. */
export interface Attempt {
  readonly confirmationToken?: string;
  readonly savedMethodId?: string;
  readonly saveMethod: boolean;
}

/** What is known of a payment before anything happened to it. */
export type NewPayment = Pick<Payment, 'id' | 'proposalId' | 'serviceRequestId' | 'clientBusinessId' | 'providerBusinessId' | 'createdBy' | 'createdAt' | 'amount' | 'currency' | 'termsVersion' | 'billing' | 'purchaseOrderNumber' | 'customerId' | 'card'>;

/** A decision as it is kept. */
export function recorded({ outcome, reasons, reference }: RiskAnswer, stage: RiskStage, attemptId: string, at: Date): RiskDecisionRecord {
  return { outcome, reasons, stage, attemptId, at, ...(reference === undefined ? {} : { reference }) };
}

const decided = (payment: Payment, decision: RiskDecisionRecord): Payment => ({ ...payment, decisions: [...payment.decisions, decision] });

function sent(attempt: Attempt, { outcome }: RiskDecisionRecord): Operation['details'] {
  const { confirmationToken, savedMethodId, saveMethod } = attempt;
  const source = confirmationToken === undefined ? { savedMethodId: savedMethodId ?? '' } : { confirmationToken };
  return { ...source, saveMethod, challenge: outcome === 'challenge' };
}

/** A first attempt: denied, and never sent; or with the intent that is to be made. The fee is that of the present policy. */
export function begin(facts: NewPayment, attempt: Attempt, decision: RiskDecisionRecord, operationId: string): Change {
  const { version: feePolicy } = CURRENT_FEE_POLICY;
  const begun: Payment = {
    ...facts,
    state: PAYMENT_STATES.initial,
    live: true,
    fee: feeOf(facts.amount, CURRENT_FEE_POLICY),
    feePolicy,
    authorised: 0,
    captured: 0,
    refundReserved: 0,
    disputed: 0,
    decisions: [decision],
    operations: [],
    refunds: [],
    disputes: [],
    warnings: [],
    ledger: [],
  };
  const data = { amount: begun.amount, decision: decision.outcome };
  if (decision.outcome === 'deny') {
    const denied: Payment = { ...without(begun, ['live']), state: PAYMENT_STATES.next('created', 'deny'), declineCode: NOT_ACCEPTED };
    return { payment: denied, events: [happened(denied, 'denied', data)] };
  }
  const planned = plan(begun, { id: operationId, kind: 'intent.create', details: sent(attempt, decision) }, decision.at);
  return { payment: planned.payment, events: [happened(begun, 'created', data)] };
}

/**
 * Another attempt behind a decline. Denied, it is written down and nothing is sent.
 * @throws Problem STATE_CONFLICT when the payment is not `declined`, an attempt has no outcome yet, or it was tried 20 times.
 */
export function retry(payment: Payment, attempt: Attempt, card: CardFacts, decision: RiskDecisionRecord, operationId: string): Change {
  if (payment.operations.some(({ id }) => id === operationId) || payment.decisions.some(({ attemptId }) => attemptId === decision.attemptId)) return unchanged(payment);
  if (payment.state !== 'declined') throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `A payment that is ${payment.state} takes no other card.` });
  // A decline may be heard late, while the attempt behind it is under way.
  if (openOperation(payment, 'intent.confirm') !== undefined) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'Another attempt is under way. Look at the payment again in a moment.' });
  if (openOperation(payment, 'intent.cancel') !== undefined) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'A payment that is being cancelled takes no other card.' });
  if (payment.decisions.length >= ATTEMPTS_PER_PAYMENT) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `It was tried ${ATTEMPTS_PER_PAYMENT} times. Cancel this payment and make another one.` });
  const known = decided(payment, decision);
  if (decision.outcome === 'deny') {
    const denied: Payment = { ...known, declineCode: NOT_ACCEPTED };
    return { payment: denied, events: [happened(denied, 'attempt_denied', { attemptId: decision.attemptId })] };
  }
  const processing: Payment = { ...without(known, ['declineCode', 'issuer']), card, state: PAYMENT_STATES.next('declined', 'process') };
  const details = { ...sent(attempt, decision), declinedBefore: payment.declineCode ?? 'card_declined' };
  const planned = plan(processing, { id: operationId, kind: 'intent.confirm', details }, decision.at);
  return { payment: planned.payment, events: [happened(processing, 'attempted', { decision: decision.outcome })] };
}

/** Another attempt was refused, or never sent: nothing happened, and the payment is as declined as it was before. */
export function takeAttemptBack(payment: Payment, { details }: Operation): Change {
  if (payment.state !== 'processing') return unchanged(payment);
  return { payment: { ...payment, state: PAYMENT_STATES.next('processing', 'decline'), declineCode: String(details['declinedBefore']) }, events: [] };
}

/**
 * The processor refused to make the intent, or was never asked to: there is nothing to pay by, and the proposal's place is free again.
 * @param code why, by the processor's word or NEVER_SENT. A cancellation that waited for the intent is settled with it.
 */
export function takePaymentBack(payment: Payment, code: string, now: Date): Change {
  if (payment.state !== 'created') return unchanged(payment);
  const cancellation = openOperation(payment, 'intent.cancel');
  const settled = cancellation === undefined ? payment : settle(payment, cancellation.id, { state: 'refused', error: 'no_intent' }, now).payment;
  const canceled: Payment = { ...without(settled, ['live']), state: PAYMENT_STATES.next('created', 'cancel') };
  const reason = cancellation?.details['reason'] ?? (code === NEVER_SENT ? 'abandoned' : 'refused');
  return { payment: canceled, events: [happened(canceled, 'canceled', { reason, code })] };
}

/** The decision on what the issuer answered to the present authorisation. */
export const issuerDecision = (payment: Pick<Payment, 'decisions'>): RiskDecisionRecord | undefined => payment.decisions.find(({ stage }) => stage === 'issuer');

/** What the latest attempt was known by. */
export function latestAttempt({ id, decisions }: Payment): string {
  return decisions.findLast(({ stage }) => stage === 'attempt')?.attemptId ?? id;
}

/**
 * Does what was decided on the issuer's results: plans the capture, or the cancellation, or keeps the authorisation for people to look at.
 * @returns unchanged when it is not authorised, decided on already, or on its way to be cancelled.
 */
export function decideCapture(payment: Payment, decision: RiskDecisionRecord, operationId: string): Change {
  if (payment.state !== 'authorised' || issuerDecision(payment) !== undefined || openOperation(payment, 'intent.cancel') !== undefined) return unchanged(payment);
  const known = decided(payment, decision);
  switch (decision.outcome) {
    case 'frictionless': return plan(known, { id: operationId, kind: 'intent.capture', details: {} }, decision.at);
    case 'deny': return plan(known, { id: operationId, kind: 'intent.cancel', details: { reason: 'issuer_results' } }, decision.at);
    case 'challenge': return { payment: known, events: [happened(known, 'held', { amount: known.authorised })] };
  }
}

/** Why a payment is cancelled. `abandoned`: an authorisation that nobody captured in time, or a first charge that was never sent in time. `work_cancelled`: there is nothing to pay for any more. */
export type CancellationReason = 'requested' | 'issuer_results' | 'abandoned' | 'work_cancelled';

/**
 * Plans to let a payment go before its capture. Where the making of its intent has no outcome the plan keeps that from being sent: the
 * intent is cancelled once it is found, or there is none to cancel.
 * @returns unchanged when it is on its way already.
 * @throws Problem STATE_CONFLICT when it is captured, over, or something else that was asked of the processor has no outcome yet.
 */
export function planCancellation(payment: Payment, reason: CancellationReason, operationId: string, now: Date): Change {
  if (openOperation(payment, 'intent.cancel') !== undefined || payment.operations.some(({ id }) => id === operationId)) return unchanged(payment);
  PAYMENT_STATES.next(payment.state, 'cancel');
  const open = payment.operations.filter(isOpen);
  const isBeingMade = open.length > 0 && open.every(({ kind }) => kind === 'intent.create');
  if (!isBeingMade && (open.length > 0 || payment.intentId === undefined)) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'The outcome of its last step is not known yet. Read the payment again in a moment.' });
  return plan(payment, { id: operationId, kind: 'intent.cancel', details: { reason } }, now);
}

