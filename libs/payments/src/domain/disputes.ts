import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Change, happened, sameContent, unchanged } from './change.js';
import { feePartOf } from './fee-policy.js';
import { booked, type NewEntry } from './ledger.js';
import { isOpen, plan } from './operations.js';
import type { Dispute, FraudWarning, Payment } from './payment.js';
import { DISPUTE_STATES } from './states.js';
import { keptByWarnings, keptOrFreed } from './transfers.js';

/** What the processor says of a dispute at this moment. docs.stripe.com/api/disputes/object */
export interface DisputeObservation {
  readonly disputeId: string;
  readonly amount: number;
  readonly reason: string;
  readonly status: 'open' | 'won' | 'lost';
  /** The processor took the money out of our balance; an inquiry does not. */
  readonly withdrawn: boolean;
  /** What it charges for the dispute, minor units. */
  readonly fee: number;
  readonly evidenceDueBy?: Date;
  /** Evidence was handed in. */
  readonly answered?: boolean;
}

function entriesOf(payment: Payment, { disputeId: source, amount, status, withdrawn, fee }: DisputeObservation): readonly NewEntry[] {
  if (!withdrawn) return [];
  const entries: NewEntry[] = [{ kind: 'dispute_opened', source, postings: [{ account: 'disputed', amount }, { account: 'processor', amount: -amount }] }];
  if (fee > 0) entries.push({ kind: 'dispute_fee', source, postings: [{ account: 'processor_fees', amount: fee }, { account: 'processor', amount: -fee }] });
  if (status === 'won') entries.push({ kind: 'dispute_won', source, postings: [{ account: 'processor', amount }, { account: 'disputed', amount: -amount }] });
  if (status === 'lost') {
    const ours = feePartOf(payment, amount);
    entries.push({ kind: 'dispute_lost', source, postings: [{ account: 'provider', amount: amount - ours }, { account: 'fees', amount: ours }, { account: 'disputed', amount: -amount }] });
  }
  return entries;
}

function seenAs(known: Dispute | undefined, { disputeId: id, amount, reason, status, evidenceDueBy, answered: isAnswered }: DisputeObservation, now: Date): Dispute {
  const state = status === 'open' ? 'open' : DISPUTE_STATES.next('open', status === 'won' ? 'win' : 'lose');
  const due = evidenceDueBy === undefined ? {} : { evidenceDueBy };
  const answer = isAnswered === true ? { answeredAt: known?.answeredAt ?? now } : {};
  return { ...(known ?? { id, at: now }), amount, reason, state, ...due, ...answer };
}

/** Brings a dispute to what the processor says of it. While one is open nothing goes to the provider; hearing it again changes nothing. */
export function observeDispute(payment: Payment, seen: DisputeObservation, now: Date): Change {
  const known = payment.disputes.find(({ id }) => id === seen.disputeId);
  if (known !== undefined && known.state !== 'open') return unchanged(payment);
  const dispute = seenAs(known, seen, now);
  const { state } = dispute;
  const disputes = [...payment.disputes.filter(({ id }) => id !== seen.disputeId), dispute];
  const disputed = disputes.filter((one) => one.state !== 'won').reduce((sum, { amount }) => sum + amount, 0);
  const ledger = booked(payment.ledger, entriesOf(payment, seen), payment.currency, now);
  if (known?.state === state && ledger.length === payment.ledger.length && sameContent(known, dispute)) return unchanged(payment);
  const changed: Payment = { ...payment, disputes, disputed, ledger };
  const placed = keptOrFreed(changed);
  const data = { disputeId: dispute.id, amount: dispute.amount };
  const events = known === undefined ? [happened(placed, 'dispute_opened', { ...data, reason: dispute.reason })] : [];
  return { payment: placed, events: state === 'open' ? events : [...events, happened(placed, `dispute_${state}`, data)] };
}

/**
 * Takes an early-fraud warning in, or what became of it. While it is actionable (neither refunded nor disputed) the provider's share waits,
 * if it has not gone (`WARNING_HOLD_MS`); when none is left that is, it is due when its hold ends. @returns unchanged when it says nothing new.
 */
export function observeWarning(payment: Payment, warning: Omit<FraudWarning, 'at'>, now: Date): Change {
  const known = payment.warnings.find(({ id }) => id === warning.id);
  if (known !== undefined && (known.actionable === warning.actionable || !known.actionable)) return unchanged(payment);
  if (known !== undefined) return { payment: keptByWarnings({ ...payment, warnings: payment.warnings.map((one) => (one === known ? { ...known, actionable: false } : one)) }), events: [] };
  const changed = keptByWarnings({ ...payment, warnings: [...payment.warnings, { ...warning, at: now }] });
  return { payment: changed, events: [happened(changed, 'fraud_warned', { warningId: warning.id, type: warning.type, actionable: warning.actionable })] };
}

const ANSWER = 'dispute.answer';

/**
 * Plans the provider's answer to a dispute; a bank takes one.
 * @param text personal, 1..5,000 characters.
 * @throws Problem NOT_FOUND, STATE_CONFLICT when it is decided, answered, being answered, or its time is over.
 */
export function planAnswer(payment: Payment, disputeId: string, text: string, operationId: string, now: Date): Change {
  const dispute = payment.disputes.find(({ id }) => id === disputeId);
  if (dispute === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
  const refusal = whyUnanswerable(payment, dispute, now);
  if (refusal !== undefined) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: refusal });
  const kept: Payment = { ...payment, disputeAnswers: { ...payment.disputeAnswers, [disputeId]: text } };
  const planned = plan(kept, { id: operationId, kind: ANSWER, details: { dispute: disputeId } }, now);
  return { payment: planned.payment, events: [happened(planned.payment, 'dispute_answer_given', { disputeId })] };
}

function whyUnanswerable(payment: Payment, dispute: Dispute, now: Date): string | undefined {
  if (dispute.state !== 'open') return `The dispute is ${dispute.state}.`;
  if (dispute.answeredAt !== undefined) return 'The dispute is answered; the bank takes one answer.';
  if (dispute.evidenceDueBy !== undefined && dispute.evidenceDueBy <= now) return 'The time to answer the dispute is over.';
  const isAnswering = payment.operations.some((operation) => operation.kind === ANSWER && isOpen(operation) && operation.details['dispute'] === dispute.id);
  return isAnswering ? 'An answer is on its way to the bank.' : undefined;
}

/** The processor took the answer. */
export function answered(payment: Payment, disputeId: string, now: Date): Change {
  const dispute = payment.disputes.find(({ id }) => id === disputeId);
  if (dispute === undefined || dispute.answeredAt !== undefined) return unchanged(payment);
  const changed: Payment = { ...payment, disputes: payment.disputes.map((one) => (one === dispute ? { ...dispute, answeredAt: now } : one)) };
  return { payment: changed, events: [happened(changed, 'dispute_answered', { disputeId })] };
}
