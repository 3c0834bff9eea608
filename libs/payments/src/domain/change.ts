import { balanceOf } from './ledger.js';
import type { Payment } from './payment.js';

/** What happened to a payment: ids and derived facts only, since it ends in the audit log. */
export interface PaymentEvent {
  readonly type: `payment.${string}`;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

/** A payment as it is to be, and what is thereby true. The same object as before, and no events: nothing is to be written. */
export interface Change {
  readonly payment: Payment;
  readonly events: readonly PaymentEvent[];
}

/** Nothing is to be written. */
export const unchanged = (payment: Payment): Change => ({ payment, events: [] });

/** One after the other. */
export function inOrder(payment: Payment, ...steps: readonly ((payment: Payment) => Change)[]): Change {
  return steps.reduce<Change>((before, step) => {
    const after = step(before.payment);
    return { payment: after.payment, events: [...before.events, ...after.events] };
  }, unchanged(payment));
}

/** A payment without some of its optional members. */
export function without(payment: Payment, members: readonly ('live' | 'nextAction' | 'declineCode' | 'issuer' | 'unsettledSince' | 'owedByProvider' | 'refundGivenUpAt')[]): Payment {
  return Object.fromEntries(Object.entries(payment).filter(([member]) => !(members as readonly string[]).includes(member))) as unknown as Payment;
}

/** The same content, whatever the order of members. */
export function sameContent(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  const members = Object.keys({ ...one, ...other });
  return members.every((member) => sameContent((one as Record<string, unknown>)[member], (other as Record<string, unknown>)[member]));
}

/** The event of a payment, with the ids by which others know it. */
export function happened(payment: Payment, what: string, data: PaymentEvent['data'] = {}): PaymentEvent {
  const { proposalId, serviceRequestId, clientBusinessId, providerBusinessId, currency } = payment;
  return { type: `payment.${what}`, data: { proposalId, serviceRequestId, clientBusinessId, providerBusinessId, currency, ...data } };
}

/** No entry reaches the books without an event that says so, for what is projected from them follows from it, and what the provider owes by them. */
export function withBookings(before: Payment, change: Change): Change {
  const [from, to] = [before.ledger.length + 1, change.payment.ledger.length];
  if (to < from) return change;
  const owed = balanceOf(change.payment.ledger, 'provider');
  const settled = owed > 0 ? { ...change.payment, owedByProvider: owed } : without(change.payment, ['owedByProvider']);
  const bookedAt = change.payment.ledger.at(-1)?.at;
  const payment = bookedAt === undefined ? settled : { ...settled, bookedAt };
  return { payment, events: [...change.events, happened(payment, 'booked', { from, to })] };
}
