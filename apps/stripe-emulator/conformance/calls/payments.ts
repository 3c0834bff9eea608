import type Stripe from 'stripe';
import type { Calls } from '../comparison.ts';

const ADDRESS = { line1: '1 Mill Lane', city: 'Leeds', postal_code: 'LS1 4AP', country: 'GB' };
const MANUAL = { amount: 12_500, currency: 'usd', capture_method: 'manual', allowed_payment_method_types: ['card'] } satisfies Stripe.PaymentIntentCreateParams;
const CONFIRMED = { ...MANUAL, confirm: true, return_url: 'https://firm.example/back' } satisfies Stripe.PaymentIntentCreateParams;

/** Payment intents in each of their states, and the charges that come of them. */
export async function callPayments(calls: Calls): Promise<void> {
  const { both } = calls;
  const customer = await both('a customer who pays', (stripe) => stripe.customers.create({ name: 'Ada Byron' }));
  const intent = await both('an intent', (stripe) =>
    stripe.paymentIntents.create({ ...MANUAL, customer: customer.id, description: 'Policies', metadata: { opId: 'op1' }, receipt_email: 'ada@firm.example', shipping: { name: 'Ada', address: ADDRESS }, statement_descriptor_suffix: 'POLICIES', transfer_group: 'proposal1' }));
  await both('an intent of one currency and amount only', (stripe) => stripe.paymentIntents.create({ amount: 500, currency: 'eur' }));
  await both('a change of an intent', (stripe) => stripe.paymentIntents.update(intent.id, { amount: 13_000, metadata: { opId: 'op2' }, description: 'Policies and more' }));
  const token = await both('a token for it', (stripe) => stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' }));
  await both('confirmed with a confirmation token', (stripe) => stripe.paymentIntents.confirm(intent.id, { confirmation_token: token.id, return_url: 'https://firm.example/back' }));
  await both('a confirmation token that was used', (stripe) => stripe.confirmationTokens.retrieve(token.id));
  await both('an authorised intent', (stripe) => stripe.paymentIntents.retrieve(intent.id));
  await both('captured in part', (stripe) => stripe.paymentIntents.capture(intent.id, { amount_to_capture: 9_000 }));
  const paid = await both('a paid intent, expanded', (stripe) => stripe.paymentIntents.retrieve(intent.id, { expand: ['customer', 'payment_method', 'latest_charge', 'latest_charge.balance_transaction'] }));
  await both('intents', (stripe) => stripe.paymentIntents.list({ limit: 1 }));
  await both('intents of a customer, charges expanded', (stripe) => stripe.paymentIntents.list({ customer: customer.id, created: { gte: 1 }, expand: ['data.latest_charge', 'data.customer'] }));
  await callCharges(calls, paid);
  await callOutcomes(calls, customer.id);
  await callRefused(calls, intent.id);
}

async function callCharges({ both, refused }: Calls, paid: Stripe.PaymentIntent): Promise<void> {
  const charge = paid.latest_charge as Stripe.Charge;
  await both('a charge', (stripe) => stripe.charges.retrieve(charge.id));
  await both('a charge, expanded', (stripe) => stripe.charges.retrieve(charge.id, { expand: ['balance_transaction', 'payment_intent', 'refunds'] }));
  await both('a change of a charge', (stripe) => stripe.charges.update(charge.id, { description: 'Policies', metadata: { seen: 'yes' } }));
  await both('charges', (stripe) => stripe.charges.list({ limit: 2 }));
  await both('charges of an intent', (stripe) => stripe.charges.list({ payment_intent: paid.id }));
  await both('charges of a group', (stripe) => stripe.charges.list({ transfer_group: 'proposal1', limit: 1 }));
  await refused('a charge that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.charges.retrieve('ch_nothing'));
}

async function callOutcomes({ both, fromBrowser }: Calls, customer: string): Promise<void> {
  await both('confirmed while created', (stripe) => stripe.paymentIntents.create({ ...CONFIRMED, payment_method: 'pm_card_mastercard' }));
  await both('paid at once', (stripe) => stripe.paymentIntents.create({ ...CONFIRMED, capture_method: 'automatic', payment_method: 'pm_card_amex', expand: ['latest_charge'] }));
  await both('a method saved for later', (stripe) => stripe.paymentIntents.create({ ...CONFIRMED, customer, setup_future_usage: 'off_session', payment_method: 'pm_card_visa', expand: ['payment_method', 'latest_charge'] }));
  await both('a challenge', (stripe) => stripe.paymentIntents.create({ ...CONFIRMED, payment_method: 'pm_card_threeDSecure2Required' }));
  const seen = await both('an intent that the payer sees', (stripe) => stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer }));
  await fromBrowser('an intent as the payer sees it', (stripe) => stripe.paymentIntents.retrieve(seen.id, { client_secret: seen.client_secret ?? '' }));
  await both('a challenge asked for', (stripe) => stripe.paymentIntents.create({ ...CONFIRMED, payment_method: 'pm_card_visa', payment_method_options: { card: { request_three_d_secure: 'challenge' } } }));
  const canceled = await both('an intent to be canceled', (stripe) => stripe.paymentIntents.create({ ...CONFIRMED, payment_method: 'pm_card_visa' }));
  await both('canceled', (stripe) => stripe.paymentIntents.cancel(canceled.id, { cancellation_reason: 'requested_by_customer', expand: ['latest_charge'] }));
}

async function callRefused({ alone, refused }: Calls, paid: string): Promise<void> {
  for (const [card, code] of [['pm_card_chargeDeclined', 'card_declined'], ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined'], ['pm_card_chargeDeclinedExpiredCard', 'expired_card'], ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc'], ['pm_card_chargeDeclinedProcessingError', 'processing_error']] as const) {
    await refused(`declined: ${card}`, { status: 402, code }, (stripe) => stripe.paymentIntents.create({ ...CONFIRMED, payment_method: card }));
  }
  await alone('intents after declines', (stripe) => stripe.paymentIntents.list({ limit: 5, expand: ['data.latest_charge'] }));
  await refused('captured again', { status: 400, code: 'payment_intent_unexpected_state' }, (stripe) => stripe.paymentIntents.capture(paid));
  await refused('canceled when paid', { status: 400, code: 'payment_intent_unexpected_state' }, (stripe) => stripe.paymentIntents.cancel(paid));
  await refused('confirmed when paid', { status: 400, code: 'payment_intent_unexpected_state' }, (stripe) => stripe.paymentIntents.confirm(paid, { payment_method: 'pm_card_visa' }));
  await refused('too small', { status: 400, code: 'amount_too_small' }, (stripe) => stripe.paymentIntents.create({ amount: 10, currency: 'usd' }));
  await refused('an intent that does not exist', { status: 404, code: 'resource_missing' }, (stripe) => stripe.paymentIntents.retrieve('pi_nothing'));
}
