import { type Change, happened, unchanged } from './change.js';
import { balanceOf, booked } from './ledger.js';
import { openOperation, plan } from './operations.js';
import type { Payment, SentTransfer, Transfer, TransferWait } from './payment.js';
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

/** What was taken back of the transfers, elsewhere than by us: as by people in the processor's dashboard. */
function takenBackElsewhere({ transfer, operations }: Pick<Payment, 'transfer' | 'operations'>): number {
  const ours = operations.filter(({ kind, state }) => kind === 'transfer.reverse' && state === 'succeeded').reduce((sum, { details }) => sum + Number(details['amount']), 0);
  return Math.max(0, (transfer?.reversed ?? 0) - ours);
}

/** @returns what is to go to the provider, minor units, or less than 0; what people took back by hand is owed, and does not go by itself. */
function owedByTransfer(payment: Payment): number {
  return owedToProvider(payment) - takenBackElsewhere(payment);
}

/** A refund or a reversal is under way: what it takes must not leave by a transfer. */
export const isRefunding = (payment: Pick<Payment, 'refunds' | 'operations'>): boolean => payment.refunds.some(({ state }) => state === 'pending') || openOperation(payment, 'transfer.reverse') !== undefined;

function withTransfer(payment: Payment, transfer: Transfer): Payment {
  return { ...payment, transfer };
}

/** How long an actionable early-fraud warning keeps the provider's share: most disputes that follow one come within it. */
export const WARNING_HOLD_MS = 30 * 86_400_000;

const later = (one: Date, other: Date): Date => (one > other ? one : other);

/** The delivery was accepted: the provider's share goes when the hold is over. */
export function scheduleTransfer(payment: Payment, dueAt: Date): Change {
  if (payment.transfer !== undefined || payment.state !== 'captured') return unchanged(payment);
  const scheduled = withTransfer(payment, { state: TRANSFER_STATES.initial, amount: owedToProvider(payment), dueAt, holdEndsAt: dueAt, waitsFor: 'hold', sent: [], reversed: 0 });
  const changed = keptOrFreed(keptByWarnings(scheduled));
  return { payment: changed, events: [happened(changed, 'transfer_scheduled', { dueAt: (changed.transfer as Transfer).dueAt.toISOString() })] };
}

/**
 * Keeps what has not gone, or lets it go on, by what is so now: it stays while a bank decides on a dispute, and when nothing is owed.
 * Where a share has gone and something is owed again, that waits in its turn. Worked out anew after whatever may change it, so that no
 * order of what happens can leave it in the wrong place.
 */
export function keptOrFreed(payment: Payment): Payment {
  const { transfer } = payment;
  if (transfer === undefined || transfer.state === 'sending') return payment;
  const to = placeOf(payment, transfer);
  if (to === transfer.state) return payment;
  const state = TRANSFER_STATES.next(transfer.state, ({ waiting: 'resume', stopped: 'stop', paid: 'settle' } as const)[to]);
  return keptByWarnings(withTransfer(payment, transfer.state === 'paid' ? { ...transfer, state, waitsFor: 'hold' } : { ...transfer, state }));
}

function placeOf(payment: Payment, { sent, waitsFor }: Transfer): 'waiting' | 'stopped' | 'paid' {
  if (owedByTransfer(payment) <= 0) return sent.length > 0 ? 'paid' : 'stopped';
  return waitsFor === 'people' || payment.disputes.some(({ state }) => state === 'open') ? 'stopped' : 'waiting';
}

/** Keeps a transfer that was not sent for as long as the newest actionable warning asks for; when none is left, it is due when its hold ends. */
export function keptByWarnings(payment: Payment): Payment {
  const { transfer } = payment;
  if (transfer?.state !== 'waiting' && transfer?.state !== 'stopped') return payment;
  const unwarned = transfer.waitsFor === 'fraud_warning' ? transfer.holdEndsAt : transfer.dueAt;
  const dueAt = payment.warnings.filter(({ actionable }) => actionable).map(({ at }) => new Date(at.getTime() + WARNING_HOLD_MS)).reduce(later, unwarned);
  if (dueAt.getTime() === transfer.dueAt.getTime()) return payment;
  return withTransfer(payment, { ...transfer, dueAt, waitsFor: dueAt > unwarned ? 'fraud_warning' : 'hold' });
}

/** Looks at a waiting transfer again later. @param waitsFor why it cannot go now. */
export function postponeTransfer(payment: Payment, dueAt: Date, waitsFor: TransferWait): Change {
  if (payment.transfer?.state !== 'waiting' || payment.transfer.dueAt >= dueAt) return unchanged(payment);
  return { payment: withTransfer(payment, { ...payment.transfer, dueAt, waitsFor }), events: [] };
}

/** What kept a transfer is over: it may go at once. @param waitedFor of which it waited; one that waits for something else stays. */
export function hastenTransfer(payment: Payment, waitedFor: TransferWait, now: Date): Change {
  const { transfer } = payment;
  if (waitedFor === 'people' && transfer?.state === 'stopped' && transfer.waitsFor === 'people') return { payment: keptOrFreed(withTransfer(payment, { ...transfer, dueAt: now, waitsFor: 'refused' })), events: [] };
  if (transfer?.state !== 'waiting' || transfer.waitsFor !== waitedFor || transfer.dueAt <= now) return unchanged(payment);
  return { payment: withTransfer(payment, { ...transfer, dueAt: now }), events: [] };
}

/**
 * Plans the transfer of what is owed. A refund that is under way is waited for: its share must not leave first.
 * @returns unchanged when there is nothing to send now.
 */
export function planTransfer(payment: Payment, operationId: string, destination: string, now: Date): Change {
  const { transfer } = payment;
  const amount = owedByTransfer(payment);
  if (transfer?.state !== 'waiting' || transfer.dueAt > now || isRefunding(payment) || openOperation(payment, 'transfer.create') !== undefined || amount <= 0) return unchanged(payment);
  const sending = withTransfer(payment, { ...transfer, state: TRANSFER_STATES.next('waiting', 'send'), amount: sumOf(transfer.sent, 'amount') + amount });
  // What comes behind the share of the sale may be more than the charge has left: it goes out of our balance.
  const further = transfer.sent.length > 0 ? { further: true } : {};
  return plan(sending, { id: operationId, kind: 'transfer.create', details: { amount, destination, ...further } }, now);
}

const sumOf = (sent: readonly SentTransfer[], what: 'amount' | 'reversed'): number => sent.reduce((sum, one) => sum + one[what], 0);

/** So often the processor may refuse a transfer in a row; then people have to look. */
export const REFUSED_TRANSFERS = 30;
/** A refusal (an account that was closed, a capability that was taken away) takes people hours to mend, or days. */
const FIRST_RETRY_MS = 6 * 3_600_000;
const LONGEST_RETRY_MS = 24 * 3_600_000;

/** The processor refused the transfer: it waits for another try, longer each time, or for people. @param payment in which the refusal is settled. */
export function refuseTransfer(payment: Payment, now: Date): Change {
  if (payment.transfer?.state !== 'sending') return unchanged(payment);
  const tries = payment.operations.filter(({ kind, state }) => kind === 'transfer.create' && (state === 'refused' || state === 'succeeded'));
  const refusals = Math.max(1, tries.length - 1 - tries.findLastIndex(({ state }) => state === 'succeeded'));
  const dueAt = new Date(now.getTime() + Math.min(FIRST_RETRY_MS * 2 ** (refusals - 1), LONGEST_RETRY_MS));
  const isOver = refusals >= REFUSED_TRANSFERS;
  const waiting = withTransfer(payment, { ...payment.transfer, state: TRANSFER_STATES.next('sending', 'refuse'), dueAt, waitsFor: isOver ? 'people' : 'refused' });
  const changed = keptOrFreed(isOver ? waiting : keptByWarnings(waiting));
  return { payment: changed, events: [isOver ? happened(changed, 'transfer_given_up', { refusals }) : happened(changed, 'transfer_refused', { retryAt: dueAt.toISOString() })] };
}

/** Brings a transfer and its reversals to what the processor says of them. Hearing it again changes nothing. */
export function observeTransfer(payment: Payment, seen: TransferObservation, now: Date): Change {
  const { transfer } = payment;
  if (transfer === undefined) throw new Error(`The payment ${payment.id} knows of no transfer, and ${seen.transferId} was made for it.`);
  const paid = { kind: 'transfer', source: seen.transferId, postings: [{ account: 'provider', amount: seen.amount }, { account: 'processor', amount: -seen.amount }] } as const;
  const back = seen.reversals.map(({ id, amount }) => ({ kind: 'reversal', source: id, postings: [{ account: 'processor', amount }, { account: 'provider', amount: -amount }] }) as const);
  const ledger = booked(payment.ledger, [paid, ...back], payment.currency, now);
  if (ledger.length === payment.ledger.length) return unchanged(payment);
  const { transferId, amount } = seen;
  const isNew = !transfer.sent.some((one) => one.transferId === transferId);
  const here: SentTransfer = { transferId, amount, reversed: seen.reversals.reduce((sum, one) => sum + one.amount, 0) };
  const sent = isNew ? [...transfer.sent, here] : transfer.sent.map((one) => (one.transferId === transferId ? here : one));
  const reversed = sumOf(sent, 'reversed');
  const known: Transfer = { ...transfer, sent, reversed };
  const arrived: Transfer = isNew ? { ...known, state: 'paid', waitsFor: 'hold', amount: sumOf(sent, 'amount'), transferId, paidAt: now } : known;
  const changed = keptOrFreed({ ...payment, ledger, transfer: arrived });
  const events = isNew ? [happened(changed, 'transferred', { amount })] : [];
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
  if (transfer === undefined || transfer.state === 'sending' || openOperation(payment, 'transfer.reverse') !== undefined) return unchanged(payment);
  if (payment.operations.filter(({ kind, state }) => kind === 'transfer.reverse' && state === 'refused').length >= REFUSED_REVERSALS) return unchanged(payment);
  const from = transfer.sent.findLast(({ amount, reversed }) => amount > reversed);
  const amount = from === undefined ? 0 : Math.min(-owedToProvider(payment), from.amount - from.reversed);
  return from === undefined || amount <= 0 ? unchanged(payment) : plan(payment, { id: operationId, kind: 'transfer.reverse', details: { amount, transfer: from.transferId } }, now);
}
