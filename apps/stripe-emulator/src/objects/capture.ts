import { cardOf } from '../cards.ts';
import { conflict, invalid } from '../errors.ts';
import type { Charge, PaymentIntent } from '../records/payments.ts';
import type { Call, World } from '../world.ts';
import { written } from './amounts.ts';
import { book } from './balance-book.ts';
import { previousAttributes } from './shared.ts';

const CANCELLATION_REASONS = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'] as const;
const CANCELLABLE: readonly PaymentIntent['status'][] = ['processing', 'requires_action', 'requires_capture', 'requires_confirmation', 'requires_payment_method'];

/** Takes what was authorised, or part of it; what remains is released and counts as refunded, as at Stripe. */
export function captureIntent({ world, params }: Call, intent: PaymentIntent): PaymentIntent {
  const amount = params.integer('amount_to_capture') ?? intent.amount_capturable;
  const charge = world.store.charges.get(intent.latest_charge ?? '');
  if (intent.status !== 'requires_capture' || !charge) throw conflict(`This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`, 'payment_intent_unexpected_state', { payment_intent: intent });
  if (params.flag('final_capture') === false) throw conflict('Multicapture is not available for this PaymentIntent.', 'payment_intent_invalid_parameter', { param: 'final_capture' });
  if (amount < 1) throw invalid('This value must be greater than or equal to 1.', 'amount_to_capture', 'parameter_invalid_integer');
  if (amount > intent.amount_capturable) throw conflict(`You cannot capture an amount higher than the amount capturable (${written(intent.amount_capturable, intent.currency)}) of this PaymentIntent.`, 'amount_too_large', { param: 'amount_to_capture', payment_intent: intent });
  return settle(world, { ...intent, metadata: params.metadata(intent.metadata) }, charge, amount);
}

/** The money is taken: at once when capture is automatic, else when it is asked for. */
export function settle(world: World, intent: PaymentIntent, authorised: Charge, amount: number): PaymentIntent {
  const number = world.store.chargeNotes.get(authorised.id)?.number ?? '';
  const entry = book(world, { type: 'charge', category: 'charge', amount, fee: feeOf(amount), currency: intent.currency, source: authorised.id, description: intent.description, pending: cardOf(number).bypassPending ? 0 : undefined });
  const released = authorised.amount - amount;
  const charge = world.store.save(world.store.charges, { ...authorised, captured: true, amount_captured: amount, amount_refunded: released, balance_transaction: entry.id });
  const done = world.store.save(world.store.paymentIntents, { ...intent, status: 'succeeded', amount_capturable: 0, amount_received: amount });
  if (intent.capture_method === 'manual') world.emit('charge.captured', charge, previousAttributes(authorised, charge));
  else world.emit('charge.succeeded', charge);
  world.emit('payment_intent.succeeded', done);
  const { dispute, earlyFraudWarning } = cardOf(number);
  if (dispute) for (let count = dispute.twice ? 2 : 1; count > 0; count -= 1) world.schedule('dispute', charge.id, 0);
  if (earlyFraudWarning) world.schedule('early-fraud-warning', charge.id, 0);
  return done;
}

/** Stripe's list price in the United States: 2.9 % + 30 c. */
function feeOf(amount: number): number {
  return Math.round(amount * 0.029) + 30;
}

export function cancelIntent({ world, params }: Call, intent: PaymentIntent): PaymentIntent {
  const reason = params.choice('cancellation_reason', CANCELLATION_REASONS) ?? null;
  if (!CANCELLABLE.includes(intent.status)) throw conflict(`You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`, 'payment_intent_unexpected_state', { payment_intent: intent });
  return close(world, intent, reason, 'charge.refunded');
}

/** An authorisation that nobody captured in time. */
export function expireAuthorisation(world: World, id: string): void {
  const intent = world.store.paymentIntents.get(id);
  if (intent?.status === 'requires_capture') close(world, intent, 'automatic', 'charge.expired');
}

function close(world: World, intent: PaymentIntent, reason: string | null, chargeEvent: 'charge.expired' | 'charge.refunded'): PaymentIntent {
  const held = intent.status === 'requires_capture' ? world.store.charges.get(intent.latest_charge ?? '') : undefined;
  if (held) {
    const released = world.store.save(world.store.charges, { ...held, refunded: true, amount_refunded: held.amount });
    world.emit(chargeEvent, released, previousAttributes(held, released));
  }
  const canceled = world.store.save(world.store.paymentIntents, { ...intent, status: 'canceled', amount_capturable: 0, canceled_at: world.clock.seconds(), cancellation_reason: reason, next_action: null });
  world.emit('payment_intent.canceled', canceled);
  return canceled;
}
