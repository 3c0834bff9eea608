import { cardOf } from '../cards.ts';
import { conflict, invalid, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { BillingDetails, Instrument, Metadata, PaymentMethod } from '../records/customers.ts';
import { pageOf } from '../wire/lists.ts';
import type { Params } from '../wire/params.ts';
import type { Call, Route, World } from '../world.ts';
import { customerNamed } from './customers.ts';
import { type EnteredCard, cardFacts, enteredCard, instrumentOf, namedCard } from './instruments.ts';
import { declineOf } from './declines.ts';
import { previousAttributes, readBillingDetails } from './shared.ts';

const ALLOW_REDISPLAY = ['always', 'limited', 'unspecified'] as const;

export const paymentMethodRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/payment_methods', handle: create, publishable: true },
  { method: 'GET', path: '/v1/payment_methods', handle: list },
  { method: 'GET', path: '/v1/payment_methods/:payment_method', handle: ({ world, path }) => paymentMethodOfPath(world, path['payment_method'] ?? '') },
  { method: 'POST', path: '/v1/payment_methods/:payment_method', handle: update },
  { method: 'POST', path: '/v1/payment_methods/:payment_method/attach', handle: attach },
  { method: 'POST', path: '/v1/payment_methods/:payment_method/detach', handle: detach },
  { method: 'GET', path: '/v1/customers/:customer/payment_methods', handle: listOfCustomer },
  { method: 'GET', path: '/v1/customers/:customer/payment_methods/:payment_method', handle: ofCustomer },
];

interface Details {
  readonly billing?: BillingDetails;
  readonly metadata?: Metadata;
  readonly allowRedisplay?: PaymentMethod['allow_redisplay'] | undefined;
}

/** Makes a payment method of a card; it belongs to nobody yet. */
export function keepPaymentMethod(world: World, entered: EnteredCard, { billing, metadata, allowRedisplay }: Details = {}): PaymentMethod {
  const method: PaymentMethod = {
    id: newId('pm'), object: 'payment_method', allow_redisplay: allowRedisplay ?? 'unspecified', billing_details: billing ?? readBillingDetails(undefined),
    card: cardFacts(entered), created: world.clock.seconds(), customer: null, customer_account: null, livemode: false, metadata: metadata ?? {}, type: 'card',
  };
  world.store.save(world.store.instruments, instrumentOf(method.id, entered));
  return world.store.save(world.store.paymentMethods, method);
}

/**
 * The payment method that a parameter names; `pm_card_visa` and its kin make a new one each time, as at Stripe.
 * @throws StripeRefusal 400 when there is none
 */
export function paymentMethodNamed(world: World, id: string, param = 'payment_method'): PaymentMethod {
  const named = namedCard(world, id);
  if (named) return keepPaymentMethod(world, named);
  const method = world.store.paymentMethods.get(id);
  if (!method) throw noSuch('PaymentMethod', id, param, 400);
  return method;
}

/** The payment method of `payment_method_data`. */
export function paymentMethodOfData(world: World, data: Params): PaymentMethod {
  requireCard(data);
  return keepPaymentMethod(world, enteredCard(world, data), { billing: readBillingDetails(data.group('billing_details')), metadata: data.metadata(), allowRedisplay: data.choice('allow_redisplay', ALLOW_REDISPLAY) });
}

export function requireCard(params: Params): void {
  const type = params.required('type');
  if (type !== 'card') throw invalid(`The payment method type "${type}" is invalid. The emulator knows "card" only.`, params.nameOf('type'), 'payment_method_unsupported_type');
}

/** Gives a payment method to a customer. @throws StripeRefusal when it is another's or was spent */
export function attachTo(world: World, method: PaymentMethod, customer: string): PaymentMethod {
  if (method.customer === customer) return method;
  if (method.customer !== null) throw conflict('The payment method you provided has already been attached to a customer.', 'payment_method_unexpected_state');
  const attached = world.store.save(world.store.paymentMethods, { ...method, customer });
  world.emit('payment_method.attached', attached);
  return attached;
}

/** @throws StripeRefusal 404 */
export function paymentMethodOfPath(world: World, id: string): PaymentMethod {
  const named = namedCard(world, id);
  if (named) return keepPaymentMethod(world, named);
  const method = world.store.paymentMethods.get(id);
  if (!method) throw noSuch('PaymentMethod', id, 'payment_method');
  return method;
}

export function instrument(world: World, id: string): Instrument {
  return world.store.instruments.get(id) ?? { id, number: '4242424242424242', cvcGiven: false, setUpOffSession: false, spent: false };
}

function create({ world, params }: Call): PaymentMethod {
  return paymentMethodOfData(world, params);
}

function update({ world, params, path }: Call): PaymentMethod {
  const before = paymentMethodOfPath(world, path['payment_method'] ?? '');
  if (before.customer === null) throw conflict('You must save this PaymentMethod to a customer before you can update it.');
  const card = params.group('card');
  const after = world.store.save(world.store.paymentMethods, {
    ...before,
    allow_redisplay: params.choice('allow_redisplay', ALLOW_REDISPLAY) ?? before.allow_redisplay,
    billing_details: readBillingDetails(params.group('billing_details'), before.billing_details),
    card: { ...before.card, exp_month: card?.integer('exp_month') ?? before.card.exp_month, exp_year: card?.integer('exp_year') ?? before.card.exp_year },
    metadata: params.metadata(before.metadata),
  });
  world.emit('payment_method.updated', after, previousAttributes(before, after));
  return after;
}

function attach({ world, params, path }: Call): PaymentMethod {
  const customer = customerNamed(world, params.required('customer'));
  const method = paymentMethodOfPath(world, path['payment_method'] ?? '');
  const { number, spent } = instrument(world, method.id);
  if (spent) throw conflict('This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.');
  const card = cardOf(number);
  // Attaching asks the issuer, who refuses what he would refuse to charge.
  if (card.decline !== undefined && card.decline !== 'blocked' && !card.failsOnlyAttached && (card.authentication ?? 'unenrolled') === 'unenrolled') throw declineOf(card.decline).refusal();
  return attachTo(world, method, customer.id);
}

function detach({ world, path }: Call): PaymentMethod {
  const before = paymentMethodOfPath(world, path['payment_method'] ?? '');
  if (before.customer === null) throw conflict('The payment method you provided is not attached to a customer so detachment is impossible.');
  const after = world.store.save(world.store.paymentMethods, { ...before, customer: null });
  world.store.save(world.store.instruments, { ...instrument(world, before.id), spent: true });
  world.emit('payment_method.detached', after, { customer: before.customer });
  return after;
}

function list(call: Call): object {
  const { world, params } = call;
  const customer = params.text('customer');
  const { paymentMethods } = world.store;
  const type = params.text('type');
  const source = customer === undefined ? paymentMethods.entries() : paymentMethods.entries('customer', customerNamed(world, customer).id);
  return pageOf(call, paymentMethods, [source], (method) => type === undefined || method.type === type);
}

function listOfCustomer(call: Call): object {
  const { world, path, params } = call;
  const { paymentMethods } = world.store;
  const type = params.text('type');
  return pageOf(call, paymentMethods, [paymentMethods.entries('customer', customerNamed(world, path['customer'] ?? '').id)], (method) => type === undefined || method.type === type);
}

function ofCustomer({ world, path }: Call): PaymentMethod {
  const method = world.store.paymentMethods.get(path['payment_method'] ?? '');
  if (!method || method.customer !== path['customer']) throw noSuch('PaymentMethod', path['payment_method'] ?? '', 'payment_method');
  return method;
}
