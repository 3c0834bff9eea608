import { cardOf, type RefundCourse } from '../cards.ts';
import { StripeRefusal, conflict, invalid, missingParameter, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Charge, Refund } from '../records/payments.ts';
import { pageOf } from '../wire/lists.ts';
import type { Params } from '../wire/params.ts';
import type { Call, Route, World } from '../world.ts';
import { written } from './amounts.ts';
import { book, sameTimeAs } from './balance-book.ts';
import { chargeNamed } from './charges.ts';
import { noLongerActionable } from './early-fraud-warnings.ts';
import { previousAttributes } from './shared.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;
/** How long a refund that is decided later takes, by the emulator's clock. */
const LATER_MS = 1000;
/** And one that waits for a bank, or for money on the balance. */
const DAYS_MS = 5 * 86_400_000;

/** What becomes of a refund by itself. */
const COURSES: Readonly<Record<RefundCourse, { readonly status: 'pending' | 'succeeded'; readonly ends: 'refund-success' | 'refund-failure'; readonly afterMs: number }>> = {
  fails: { status: 'succeeded', ends: 'refund-failure', afterMs: LATER_MS },
  pending: { status: 'pending', ends: 'refund-success', afterMs: LATER_MS },
  'pending-days': { status: 'pending', ends: 'refund-success', afterMs: DAYS_MS },
  'pending-days-fails': { status: 'pending', ends: 'refund-failure', afterMs: DAYS_MS },
};

export const refundRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/refunds', handle: create },
  { method: 'GET', path: '/v1/refunds', handle: list },
  { method: 'GET', path: '/v1/refunds/:refund', handle: ({ world, path }) => refundOfPath(world, path['refund'] ?? '') },
  { method: 'POST', path: '/v1/refunds/:refund', handle: update },
  { method: 'POST', path: '/v1/refunds/:refund/cancel', handle: cancel },
];

function refundOfPath(world: World, id: string): Refund {
  const refund = world.store.refunds.get(id);
  if (!refund) throw noSuch('refund', id, 'id');
  return refund;
}

function chargeToRefund(world: World, params: Params): Charge {
  const [id, intentId] = [params.text('charge'), params.text('payment_intent')];
  if (id === undefined && intentId === undefined) throw missingParameter('charge');
  if (id !== undefined) return chargeNamed(world, id);
  const intent = world.store.paymentIntents.get(intentId ?? '');
  if (!intent) throw noSuch('payment_intent', intentId ?? '', 'payment_intent', 400);
  const charge = world.store.charges.get(intent.latest_charge ?? '');
  if (charge?.status !== 'succeeded') throw conflict(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`);
  return charge;
}

function create({ world, params }: Call): Refund {
  const reason = params.choice('reason', REASONS) ?? null;
  const charge = chargeToRefund(world, params);
  const amount = refundableAmount(charge, params);
  const id = newId('re');
  const entry = book(world, { type: 'refund', category: 'refund', amount: -amount, currency: charge.currency, source: id, description: 'REFUND FOR CHARGE', pending: sameTimeAs(world, charge.balance_transaction) });
  const named = cardOf(world.store.chargeNotes.get(charge.id)?.number ?? '').refund;
  const course = named === undefined ? undefined : COURSES[named];
  const status = course?.status ?? 'succeeded';
  const refund = world.store.save(world.store.refunds, {
    id, object: 'refund', amount, balance_transaction: entry.id, charge: charge.id, created: world.clock.seconds(), currency: charge.currency, customer: charge.customer, customer_account: null,
    destination_details: { card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' }, type: 'card' }, metadata: params.metadata(),
    payment_intent: charge.payment_intent, payment_method: charge.payment_method, ...(status === 'pending' && { pending_reason: 'processing' }), reason, receipt_number: null, source_transfer_reversal: null,
    status, transfer_reversal: null,
  } satisfies Refund);
  const given = charge.amount_refunded + amount;
  const after = world.store.save(world.store.charges, { ...charge, amount_refunded: given, refunded: given >= charge.amount });
  world.emit('refund.created', refund);
  world.emit('charge.refunded', after, previousAttributes(charge, after));
  if (course !== undefined) world.schedule(course.ends, refund.id, course.afterMs);
  noLongerActionable(world, charge.id);
  return refund;
}

/** Never more than is left of the charge. */
function refundableAmount(charge: Charge, params: Params): number {
  if (charge.status !== 'succeeded') throw conflict(`Charge ${charge.id} has failed and cannot be refunded.`, 'charge_not_refundable');
  if (!charge.captured) throw conflict(`Charge ${charge.id} has not been captured. Cancel its PaymentIntent to release the authorization.`, 'charge_not_refundable');
  if (charge.disputed) throw conflict(`Charge ${charge.id} has been charged back; cannot issue a refund.`, 'charge_disputed');
  const left = charge.amount - charge.amount_refunded;
  if (left === 0) throw new StripeRefusal(400, { type: 'invalid_request_error', code: 'charge_already_refunded', message: `Charge ${charge.id} has already been refunded.` });
  const amount = params.integer('amount') ?? left;
  if (amount < 1) throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  if (amount > left) throw conflict(`Refund amount (${written(amount, charge.currency)}) is greater than unrefunded amount on charge (${written(left, charge.currency)})`, undefined, { param: 'amount' });
  return amount;
}

/** A pending refund has gone through. */
export function refundSucceeds(world: World, id: string): void {
  const before = world.store.refunds.get(id);
  if (before?.status !== 'pending') return;
  const { pending_reason: reason, ...rest } = before;
  const after = world.store.save(world.store.refunds, { ...rest, status: 'succeeded' });
  world.emit('refund.updated', after, { status: 'pending', pending_reason: reason });
  world.emit('charge.refund.updated', after, { status: 'pending', pending_reason: reason });
}

/** The bank sends a refund back: the money returns to the balance and can be refunded again. */
export function refundFails(world: World, id: string): void {
  const before = world.store.refunds.get(id);
  const charge = world.store.charges.get(before?.charge ?? '');
  if (!before || !charge || before.status === 'failed' || before.status === 'canceled') return;
  const entry = book(world, { type: 'refund_failure', category: 'refund_failure', amount: before.amount, currency: before.currency, source: before.id, description: 'REFUND FAILURE', pending: sameTimeAs(world, charge.balance_transaction) });
  const { pending_reason: reason, ...rest } = before;
  const after = world.store.save(world.store.refunds, { ...rest, status: 'failed', failure_balance_transaction: entry.id, failure_reason: 'expired_or_canceled_card' });
  world.store.save(world.store.charges, { ...charge, amount_refunded: charge.amount_refunded - before.amount, refunded: false });
  const previous = { status: before.status, ...(reason !== undefined && { pending_reason: reason }) };
  world.emit('refund.updated', after, previous);
  world.emit('refund.failed', after);
  world.emit('charge.refund.updated', after, previous);
}

function update({ world, params, path }: Call): Refund {
  const before = refundOfPath(world, path['refund'] ?? '');
  const after = world.store.save(world.store.refunds, { ...before, metadata: params.metadata(before.metadata) });
  world.emit('refund.updated', after, previousAttributes(before, after));
  return after;
}

/** Stripe lets a refund be canceled only while it waits for the customer, which a card's refund never does. */
function cancel({ world, path }: Call): Refund {
  const refund = refundOfPath(world, path['refund'] ?? '');
  throw conflict(`This refund cannot be canceled because it has a status of ${refund.status}. Only refunds with a status of requires_action can be canceled.`);
}

function list(call: Call): object {
  const { params, world } = call;
  const { refunds } = world.store;
  const [charge, intent] = [params.text('charge'), params.text('payment_intent')];
  if (charge !== undefined) chargeNamed(world, charge);
  const source = charge !== undefined ? refunds.entries('charge', charge) : refunds.entries('payment_intent', intent);
  return pageOf(call, refunds, [source], (refund) => intent === undefined || refund.payment_intent === intent);
}
