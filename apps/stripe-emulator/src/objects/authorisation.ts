import { type Decline, cardOf } from '../cards.ts';
import { DAY_MS } from '../clock.ts';
import { newId, randomText } from '../ids.ts';
import type { Instrument, PaymentMethod } from '../records/customers.ts';
import type { Charge, Outcome, PaymentIntent, ThreeDSecure } from '../records/payments.ts';
import type { World } from '../world.ts';
import { settle } from './capture.ts';
import { type DeclineWords, declineOf } from './declines.ts';
import { issuerChecks } from './instruments.ts';
import { attachTo, instrument } from './payment-methods.ts';

/** After this an authorisation that was not captured is gone: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method */
export const AUTHORISATION_DAYS = 7;

interface Attempt {
  readonly threeDSecure: ThreeDSecure | null;
  /** The payment fails before the issuer decides. */
  readonly fails?: Decline;
  /** Whether a decline is the answer to a request, rather than to a challenge that was passed. */
  readonly answer: boolean;
}

/**
 * Asks the issuer for the money.
 * @throws StripeRefusal 402 when he declines and `answer` is set; the intent then waits for another payment method
 */
export function authorise(world: World, intent: PaymentIntent, method: PaymentMethod, { threeDSecure, fails, answer }: Attempt): PaymentIntent {
  const held = instrument(world, method.id);
  const decline = fails ?? cardOf(held.number).decline;
  if (decline !== undefined) return declined(world, intent, method, held, { words: declineOf(decline), threeDSecure, answer });
  world.store.save(world.store.instruments, { ...held, spent: method.customer === null && intent.setup_future_usage === null, setUpOffSession: held.setUpOffSession || intent.setup_future_usage === 'off_session' });
  const owned = intent.setup_future_usage !== null && intent.customer !== null ? attachTo(world, method, intent.customer) : method;
  const charge = newCharge(world, intent, owned, held, { threeDSecure, outcome: approved(held.number), failure: null });
  world.store.save(world.store.charges, charge);
  world.store.save(world.store.chargeNotes, { id: charge.id, number: held.number, transferred: 0 });
  const paid: PaymentIntent = { ...intent, payment_method: owned.id, latest_charge: charge.id, last_payment_error: null, next_action: null };
  if (intent.capture_method !== 'manual') return settle(world, paid, charge, intent.amount);
  const waiting = world.store.save(world.store.paymentIntents, { ...paid, status: 'requires_capture', amount_capturable: intent.amount });
  world.emit('charge.succeeded', charge);
  world.emit('payment_intent.amount_capturable_updated', waiting);
  world.schedule('authorisation-expiry', intent.id, AUTHORISATION_DAYS * DAY_MS);
  return waiting;
}

/** A payment that must be refused because its holder is not there to be asked. */
export function declineWithoutCharge(world: World, intent: PaymentIntent, method: PaymentMethod, decline: 'authentication_required'): PaymentIntent {
  return declined(world, intent, method, instrument(world, method.id), { words: declineOf(decline), threeDSecure: null, answer: true });
}

interface Refused {
  readonly words: DeclineWords;
  readonly threeDSecure: ThreeDSecure | null;
  readonly answer: boolean;
}

function declined(world: World, intent: PaymentIntent, method: PaymentMethod, held: Instrument, { words, threeDSecure, answer }: Refused): PaymentIntent {
  const outcome: Outcome = { ...risk(held.number), ...words.outcome };
  const charge = world.store.save(world.store.charges, newCharge(world, intent, method, held, { threeDSecure, outcome, failure: words }));
  world.store.save(world.store.chargeNotes, { id: charge.id, number: held.number, transferred: 0 });
  const error = { ...words.refusal({ charge: charge.id, payment_method: method }).detail };
  const failed = world.store.save(world.store.paymentIntents, { ...intent, status: 'requires_payment_method', payment_method: null, latest_charge: charge.id, last_payment_error: error, next_action: null });
  world.emit('charge.failed', charge);
  world.emit('payment_intent.payment_failed', failed);
  if (answer) throw words.refusal({ charge: charge.id, payment_intent: failed, payment_method: method });
  return failed;
}

function risk(number: string): Pick<Outcome, 'risk_level' | 'risk_score'> {
  const { risk: found } = cardOf(number);
  return { risk_level: found?.level ?? 'normal', risk_score: found?.score ?? 21 };
}

function approved(number: string): Outcome {
  return { advice_code: null, network_advice_code: null, network_decline_code: null, network_status: 'approved_by_network', reason: null, ...risk(number), seller_message: 'Payment complete.', type: 'authorized' };
}

interface Result {
  readonly threeDSecure: ThreeDSecure | null;
  readonly outcome: Outcome;
  readonly failure: DeclineWords | null;
}

function newCharge(world: World, intent: PaymentIntent, method: PaymentMethod, held: Instrument, result: Result): Charge {
  const id = newId('ch');
  const failed = result.failure !== null;
  return {
    id, object: 'charge', amount: intent.amount, amount_captured: 0, amount_refunded: 0, application: null, application_fee: null, application_fee_amount: null, balance_transaction: null,
    billing_details: method.billing_details, calculated_statement_descriptor: 'STRIPE EMULATOR', captured: false, created: world.clock.seconds(), currency: intent.currency, customer: intent.customer,
    description: intent.description, disputed: false, failure_balance_transaction: null, failure_code: result.failure?.code ?? null, failure_message: result.failure?.message ?? null, fraud_details: {},
    livemode: false, metadata: intent.metadata, on_behalf_of: null, outcome: result.outcome, paid: !failed, payment_intent: intent.id, payment_method: method.id,
    payment_method_details: { card: cardOfCharge(world, intent, method, held, result), type: 'card' }, receipt_email: intent.receipt_email, receipt_number: null,
    receipt_url: failed ? null : `${world.baseUrl}/receipts/${id}`, refunded: false, review: null, shipping: intent.shipping, source: null, source_transfer: null,
    statement_descriptor: intent.statement_descriptor, statement_descriptor_suffix: intent.statement_descriptor_suffix, status: failed ? 'failed' : 'succeeded', transfer_data: null, transfer_group: intent.transfer_group,
  };
}

function cardOfCharge(world: World, intent: PaymentIntent, method: PaymentMethod, held: Instrument, { threeDSecure, failure }: Result): Charge['payment_method_details']['card'] {
  const { card } = method;
  return {
    amount_authorized: failure ? null : intent.amount, authorization_code: failure ? null : randomText(6).toUpperCase(), brand: card.brand,
    ...(failure === null && intent.capture_method === 'manual' && { capture_before: world.clock.seconds() + (AUTHORISATION_DAYS * DAY_MS) / 1000 }),
    checks: issuerChecks(held.number, held.cvcGiven, method.billing_details), country: card.country, electronic_commerce_indicator: threeDSecure?.electronic_commerce_indicator ?? null,
    exp_month: card.exp_month, exp_year: card.exp_year, extended_authorization: { status: 'disabled' }, fingerprint: card.fingerprint, funding: card.funding,
    incremental_authorization: { status: 'unavailable' }, installments: null, last4: card.last4, mandate: null, multicapture: { status: 'unavailable' }, network: card.brand,
    network_token: { used: false }, network_transaction_id: randomText(15).toUpperCase(), overcapture: { maximum_amount_capturable: intent.amount, status: 'unavailable' },
    regulated_status: card.regulated_status, three_d_secure: threeDSecure, transaction_link_id: null, wallet: null,
  };
}
