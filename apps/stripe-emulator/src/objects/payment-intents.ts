import { conflict, invalid, noSuch } from '../errors.ts';
import { newId, randomText } from '../ids.ts';
import type { PaymentIntent } from '../records/payments.ts';
import { pageOf } from '../wire/lists.ts';
import type { Params } from '../wire/params.ts';
import type { Call, Route, World } from '../world.ts';
import { amountOf, currencyOf } from './amounts.ts';
import { cancelIntent, captureIntent } from './capture.ts';
import { confirmIntent } from './confirmation.ts';
import { customerNamed } from './customers.ts';
import { CAPTURE_METHODS, FUTURE_USAGE, belongs, cardOptions, intentOf } from './intent-parameters.ts';
import { paymentMethodNamed, paymentMethodOfData } from './payment-methods.ts';
import { previousAttributes, readShipping } from './shared.ts';

export const paymentIntentRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/payment_intents', handle: create },
  { method: 'GET', path: '/v1/payment_intents', handle: list },
  { method: 'GET', path: '/v1/payment_intents/:intent', handle: retrieve, publishable: true },
  { method: 'POST', path: '/v1/payment_intents/:intent', handle: update },
  { method: 'POST', path: '/v1/payment_intents/:intent/confirm', handle: (call) => confirmIntent(call, ofPath(call)) , publishable: true },
  { method: 'POST', path: '/v1/payment_intents/:intent/capture', handle: (call) => captureIntent(call, ofPath(call)) },
  { method: 'POST', path: '/v1/payment_intents/:intent/cancel', handle: (call) => cancelIntent(call, ofPath(call)) },
];

function create(call: Call): PaymentIntent {
  const { world, params } = call;
  const currency = currencyOf(params);
  const amount = amountOf(params, currency);
  const capture = params.choice('capture_method', CAPTURE_METHODS) ?? 'automatic_async';
  const allowed = params.texts('allowed_payment_method_types');
  const types = params.texts('payment_method_types');
  const automatic = types ? null : automaticMethods(params);
  cardsOnly('allowed_payment_method_types', allowed);
  cardsOnly('payment_method_types', types);
  refuseConfirmationOnly(params);
  const id = newId('pi');
  const intent: PaymentIntent = {
    id, object: 'payment_intent', allowed_payment_method_types: allowed ?? null, amount, amount_capturable: 0, amount_details: { tip: {} }, amount_received: 0, application: null, application_fee_amount: null,
    automatic_payment_methods: automatic, canceled_at: null, cancellation_reason: null, capture_method: capture, client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: params.choice('confirmation_method', ['automatic', 'manual']) ?? 'automatic', created: world.clock.seconds(), currency,
    customer: namedCustomer(world, params), customer_account: null, description: params.updated('description', null), excluded_payment_method_types: null,
    last_payment_error: null, latest_charge: null, livemode: false, managed_payments: null, metadata: params.metadata(), next_action: null, on_behalf_of: null, payment_method: null,
    payment_method_configuration_details: null, payment_method_options: { card: cardOptions(params) }, payment_method_types: types ?? ['card'], payment_record: null, processing: null,
    receipt_email: params.updated('receipt_email', null), review: null, setup_future_usage: params.choice('setup_future_usage', FUTURE_USAGE) ?? null, shipping: readShipping(params), source: null,
    statement_descriptor: params.updated('statement_descriptor', null), statement_descriptor_suffix: params.updated('statement_descriptor_suffix', null), status: 'requires_payment_method',
    transfer_data: null, transfer_group: params.updated('transfer_group', null),
  };
  const withMethod = params.flag('confirm') ? intent : givenMethod(world, params, intent);
  const kept = world.store.save(world.store.paymentIntents, withMethod);
  world.emit('payment_intent.created', kept);
  return params.flag('confirm') ? confirmIntent(call, kept) : kept;
}

function namedCustomer(world: World, params: Params): string | null {
  const id = params.updated('customer', null);
  return id === null ? null : customerNamed(world, id).id;
}

function cardsOnly(param: string, types: readonly string[] = []): void {
  const other = types.find((type) => type !== 'card');
  if (other !== undefined) throw invalid(`The payment method type "${other}" is invalid. The emulator knows "card" only.`, param, 'payment_intent_invalid_parameter');
}

function automaticMethods(params: Params): PaymentIntent['automatic_payment_methods'] {
  const given = params.group('automatic_payment_methods');
  if (given?.required('enabled') === 'false') return null;
  return { allow_redirects: given?.choice('allow_redirects', ['always', 'never']) ?? 'always', enabled: true };
}

function refuseConfirmationOnly(params: Params): void {
  if (params.flag('confirm')) return;
  for (const name of ['confirmation_token', 'return_url', 'off_session', 'mandate_data']) {
    if (params.has(name)) throw invalid(`You can only provide \`${name}\` when confirming the PaymentIntent: pass \`confirm=true\`.`, name);
  }
}

/** The payment method that a creation or an update names; the intent then waits for its confirmation. */
function givenMethod(world: World, params: Params, intent: PaymentIntent): PaymentIntent {
  const named = params.text('payment_method');
  const data = params.group('payment_method_data');
  if (named === undefined && !data) return intent;
  if (named === '') return { ...intent, payment_method: null, status: 'requires_payment_method' };
  const method = data ? paymentMethodOfData(world, data) : paymentMethodNamed(world, named ?? '');
  belongs(method, intent);
  return { ...intent, payment_method: method.id, status: 'requires_confirmation' };
}

function update({ world, params, path }: Call): PaymentIntent {
  const before = intentOf(world, path['intent'] ?? '');
  const open = ['requires_action', 'requires_confirmation', 'requires_payment_method'].includes(before.status);
  if (!open) {
    const named = Object.keys(params.fields).find((name) => !['description', 'expand', 'metadata', 'receipt_email', 'shipping', 'transfer_group'].includes(name));
    if (named !== undefined) throw conflict(`This PaymentIntent's ${named} could not be updated because it has a status of ${before.status}. You may only update the ${named} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`, 'payment_intent_unexpected_state', { payment_intent: before, param: named });
  }
  const currency = params.has('currency') ? currencyOf(params) : before.currency;
  const customer = params.updated('customer', before.customer);
  const changed: PaymentIntent = {
    ...before, currency, amount: params.has('amount') ? amountOf(params, currency) : before.amount,
    capture_method: params.choice('capture_method', CAPTURE_METHODS) ?? before.capture_method,
    customer: customer === null || customer === before.customer ? customer : customerNamed(world, customer).id,
    description: params.updated('description', before.description), metadata: params.metadata(before.metadata),
    payment_method_options: { card: cardOptions(params, before.payment_method_options.card) },
    receipt_email: params.updated('receipt_email', before.receipt_email), setup_future_usage: params.has('setup_future_usage') ? (params.choice('setup_future_usage', FUTURE_USAGE) ?? null) : before.setup_future_usage,
    shipping: readShipping(params, before.shipping), statement_descriptor: params.updated('statement_descriptor', before.statement_descriptor),
    statement_descriptor_suffix: params.updated('statement_descriptor_suffix', before.statement_descriptor_suffix), transfer_group: params.updated('transfer_group', before.transfer_group),
  };
  // An intent that waits for its holder starts again when what he was asked for has changed.
  const asked = before.status === 'requires_action' && Object.keys(previousAttributes(before, changed)).some((name) => ['amount', 'currency'].includes(name));
  return world.store.save(world.store.paymentIntents, givenMethod(world, params, asked ? { ...changed, status: 'requires_confirmation', next_action: null } : changed));
}

function ofPath({ world, path, publishable, params }: Call): PaymentIntent {
  const intent = intentOf(world, path['intent'] ?? '');
  if (publishable && params.required('client_secret') !== intent.client_secret) throw noSuch('payment_intent', intent.id, 'intent');
  return intent;
}

/** For a publishable key with the secret, what a browser may see. */
function retrieve(call: Call): object {
  const intent = ofPath(call);
  if (!call.publishable) return intent;
  const hidden = ['metadata', 'application_fee_amount', 'transfer_data', 'transfer_group', 'latest_charge', 'customer', 'on_behalf_of', 'review'];
  return Object.fromEntries(Object.entries(intent).filter(([name]) => !hidden.includes(name)));
}

function list(call: Call): object {
  const { paymentIntents } = call.world.store;
  return pageOf(call, paymentIntents, [paymentIntents.entries('customer', call.params.text('customer'))]);
}
