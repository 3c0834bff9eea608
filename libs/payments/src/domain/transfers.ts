import { type Change, happened, unchanged } from './change.js';
import { balanceOf, booked } from './ledger.js';
import { openOperation, plan } from './operations.js';
import type { Payment, Transfer, TransferWait } from './payment.js';
import { TRANSFER_STATES } from './states.js';

/** What the processor says of a transfer at this moment. docs.stripe.com/api/transfers/object */
export interface TransferObservation {
  readonly transferId: string;
  readonly amount: number;
  /** Taken back so far, minor units, with each reversal's id and amount. */
  readonly reversals: readonly { readonly id: string; readonly amount: number }[];
}

/** @returns what is owed to the provider of this payment, minor units; less than 0 when the provider owes us. */
export function owedToProvider({ ledger }: Pick<Payment, 'ledger'>): number {
  // 0 - x: a balance of nothing is 0, not -0.
  return 0 - balanceOf(ledger, 'provider');
}

/** A refund is under way: what it takes must not leave by a transfer. */
export const isRefunding = ({ refunds }: Pick<Payment, 'refunds'>): boolean => refunds.some(({ state }) => state === 'pending');

function withTransfer(payment: Payment, transfer: Transfer): Payment {
  return { ...payment, transfer };
}

/** How long an actionable early-fraud warning keeps the provider's share: most disputes that follow one come within it. */
export const WARNING_HOLD_MS = 30 * 86_400_000;

const later = (one: Date, other: Date): Date => (one > other ? one : other);

/** The delivery was accepted: the provider's share goes when the hold is over. */
export function scheduleTransfer(payment: Payment, dueAt: Date): Change {
  if (payment.transfer !== undefined || payment.state !== 'captured') return unchanged(payment);
  const scheduled = withTransfer(payment, { state: TRANSFER_STATES.initial, amount: owedToProvider(payment), dueAt, waitsFor: 'hold', reversed: 0 });
  const changed = keptOrFreed(keptByWarnings(scheduled));
  return { payment: changed, events: [happened(changed, 'transfer_scheduled', { dueAt: (changed.transfer as Transfer).dueAt.toISOString() })] };
}

/**
 * Keeps a transfer that was not sent, or lets it go on, by what is so now: it stays while a bank decides on a dispute, and when nothing is
 * owed. Worked out anew after whatever may change that, so that no order of what happens can leave it in the wrong place.
 */
export function keptOrFreed(payment: Payment): Payment {
  const { transfer, disputes } = payment;
  const stays = disputes.some(({ state }) => state === 'open') || owedToProvider(payment) <= 0;
  if (transfer?.state === 'waiting' && stays) return withTransfer(payment, { ...transfer, state: TRANSFER_STATES.next('waiting', 'stop') });
  if (transfer?.state === 'stopped' && !stays) return withTransfer(payment, { ...transfer, state: TRANSFER_STATES.next('stopped', 'resume') });
  return payment;
}

/** Keeps a transfer that was not sent for as long as the newest actionable warning asks for. */
export function keptByWarnings(payment: Payment): Payment {
  const { transfer } = payment;
  if (transfer?.state !== 'waiting' && transfer?.state !== 'stopped') return payment;
  const until = payment.warnings.filter(({ actionable }) => actionable).map(({ at }) => new Date(at.getTime() + WARNING_HOLD_MS)).reduce(later, transfer.dueAt);
  return until > transfer.dueAt ? withTransfer(payment, { ...transfer, dueAt: until, waitsFor: 'fraud_warning' }) : payment;
}

/** Looks at a waiting transfer again later. @param waitsFor why it cannot go now. */
export function postponeTransfer(payment: Payment, dueAt: Date, waitsFor: TransferWait): Change {
  if (payment.transfer?.state !== 'waiting' || payment.transfer.dueAt >= dueAt) return unchanged(payment);
  return { payment: withTransfer(payment, { ...payment.transfer, dueAt, waitsFor }), events: [] };
}

/** What kept a transfer is over: it may go at once. @param waitedFor of which it waited; one that waits for something else stays. */
export function hastenTransfer(payment: Payment, waitedFor: TransferWait, now: Date): Change {
  const { transfer } = payment;
  if (transfer?.state !== 'waiting' || transfer.waitsFor !== waitedFor || transfer.dueAt <= now) return unchanged(payment);
  return { payment: withTransfer(payment, { ...transfer, dueAt: now }), events: [] };
}

/**
 * Plans the transfer of what is owed. A refund that is under way is waited for: its share must not leave first.
 * @returns unchanged when there is nothing to send now.
 */
export function planTransfer(payment: Payment, operationId: string, destination: string, now: Date): Change {
  const { transfer } = payment;
  const amount = owedToProvider(payment);
  if (transfer?.state !== 'waiting' || transfer.dueAt > now || isRefunding(payment) || amount <= 0) return unchanged(payment);
  const sending = withTransfer(payment, { ...transfer, state: TRANSFER_STATES.next('waiting', 'send'), amount });
  return plan(sending, { id: operationId, kind: 'transfer.create', details: { amount, destination } }, now);
}

/** The processor refused the transfer: it waits for another try. */
export function refuseTransfer(payment: Payment, retryAt: Date): Change {
  if (payment.transfer?.state !== 'sending') return unchanged(payment);
  const waiting = withTransfer(payment, { ...payment.transfer, state: TRANSFER_STATES.next('sending', 'refuse'), dueAt: retryAt, waitsFor: 'refused' });
  const changed = keptOrFreed(keptByWarnings(waiting));
  return { payment: changed, events: [happened(changed, 'transfer_refused', { retryAt: retryAt.toISOString() })] };
}

/** Brings a transfer and its reversals to what the processor says of them. Hearing it again changes nothing. */
export function observeTransfer(payment: Payment, seen: TransferObservation, now: Date): Change {
  const { transfer } = payment;
  if (transfer === undefined) throw new Error(`The payment ${payment.id} knows of no transfer, and ${seen.transferId} was made for it.`);
  const paid = { kind: 'transfer', source: seen.transferId, postings: [{ account: 'provider', amount: seen.amount }, { account: 'processor', amount: -seen.amount }] } as const;
  const back = seen.reversals.map(({ id, amount }) => ({ kind: 'reversal', source: id, postings: [{ account: 'processor', amount }, { account: 'provider', amount: -amount }] }) as const);
  const ledger = booked(payment.ledger, [paid, ...back], payment.currency, now);
  if (ledger.length === payment.ledger.length) return unchanged(payment);
  const reversed = seen.reversals.reduce((sum, { amount }) => sum + amount, 0);
  const first = transfer.state !== 'paid';
  const changed: Payment = { ...payment, ledger, transfer: { ...transfer, state: 'paid', amount: seen.amount, transferId: seen.transferId, reversed, ...(first ? { paidAt: now } : {}) } };
  const events = first ? [happened(changed, 'transferred', { amount: seen.amount })] : [];
  return { payment: changed, events: reversed > transfer.reversed ? [...events, happened(changed, 'transfer_reversed', { amount: reversed - transfer.reversed })] : events };
}

/** So often the processor may refuse to take money back, a day apart; then people have to. */
export const REFUSED_REVERSALS = 30;

/**
 * Plans to take back what the provider owes us since a refund or a lost dispute.
 * @returns unchanged when nothing is owed, a reversal is under way, or it was refused too often.
 */
export function planReversal(payment: Payment, operationId: string, now: Date): Change {
  const { transfer } = payment;
  if (transfer?.state !== 'paid' || openOperation(payment, 'transfer.reverse') !== undefined) return unchanged(payment);
  if (payment.operations.filter(({ kind, state }) => kind === 'transfer.reverse' && state === 'refused').length >= REFUSED_REVERSALS) return unchanged(payment);
  const amount = Math.min(-owedToProvider(payment), transfer.amount - transfer.reversed);
  return amount <= 0 ? unchanged(payment) : plan(payment, { id: operationId, kind: 'transfer.reverse', details: { amount } }, now);
}
