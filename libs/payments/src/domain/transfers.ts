import { type Change, happened, unchanged } from './change.js';
import { balanceOf, booked } from './ledger.js';
import { openOperation, plan } from './operations.js';
import type { Payment, Transfer } from './payment.js';
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

function withTransfer(payment: Payment, transfer: Transfer): Payment {
  return { ...payment, transfer };
}

/** The delivery was accepted: the provider's share goes when the hold is over. */
export function scheduleTransfer(payment: Payment, dueAt: Date): Change {
  if (payment.transfer !== undefined || payment.state !== 'captured') return unchanged(payment);
  const open = payment.disputes.some(({ state }) => state === 'open');
  const changed = withTransfer(payment, { state: open ? 'stopped' : TRANSFER_STATES.initial, amount: owedToProvider(payment), dueAt, reversed: 0 });
  return { payment: changed, events: [happened(changed, 'transfer_scheduled', { dueAt: dueAt.toISOString() })] };
}

/** Keeps a transfer that has not been sent. */
export function holdTransfer(payment: Payment): Payment {
  return payment.transfer?.state === 'waiting' ? withTransfer(payment, { ...payment.transfer, state: TRANSFER_STATES.next('waiting', 'stop') }) : payment;
}

/** Lets a transfer go on that was kept. */
export function resumeTransfer(payment: Payment): Payment {
  return payment.transfer?.state === 'stopped' ? withTransfer(payment, { ...payment.transfer, state: TRANSFER_STATES.next('stopped', 'resume') }) : payment;
}

/**
 * Plans the transfer of what is owed. A refund that is under way is waited for: its share must not leave first.
 * @returns unchanged when there is nothing to send now.
 */
export function planTransfer(payment: Payment, operationId: string, destination: string, now: Date): Change {
  const { transfer } = payment;
  const amount = owedToProvider(payment);
  const refunding = payment.refunds.some(({ state }) => state === 'pending');
  if (transfer?.state !== 'waiting' || transfer.dueAt > now || refunding || amount <= 0) return unchanged(payment);
  const sending = withTransfer(payment, { ...transfer, state: TRANSFER_STATES.next('waiting', 'send'), amount });
  return plan(sending, { id: operationId, kind: 'transfer.create', details: { amount, destination } }, now);
}

/** The processor refused the transfer: it waits for another try. */
export function refuseTransfer(payment: Payment, retryAt: Date): Change {
  if (payment.transfer?.state !== 'sending') return unchanged(payment);
  return { payment: withTransfer(payment, { ...payment.transfer, state: TRANSFER_STATES.next('sending', 'refuse'), dueAt: retryAt }), events: [] };
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

/** Plans to take back what the provider owes us since a refund or a lost dispute. @returns unchanged when nothing is owed, or a reversal is under way. */
export function planReversal(payment: Payment, operationId: string, now: Date): Change {
  const { transfer } = payment;
  if (transfer?.state !== 'paid' || openOperation(payment, 'transfer.reverse') !== undefined) return unchanged(payment);
  const amount = Math.min(-owedToProvider(payment), transfer.amount - transfer.reversed);
  return amount <= 0 ? unchanged(payment) : plan(payment, { id: operationId, kind: 'transfer.reverse', details: { amount } }, now);
}
