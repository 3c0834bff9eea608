import { invalid, noSuch } from '../errors.ts';
import { newId } from '../ids.ts';
import type { ConfirmationToken, Shipping } from '../records/customers.ts';
import type { Call, Route, World } from '../world.ts';
import { type EnteredCard, cardFacts, enteredCard, instrumentOf, namedCard } from './instruments.ts';
import { instrument, requireCard } from './payment-methods.ts';
import { readBillingDetails, readShipping } from './shared.ts';

const LIFE_S = 12 * 3600;
const FUTURE_USAGE = ['off_session', 'on_session'] as const;
const ALLOW_REDISPLAY = ['always', 'limited', 'unspecified'] as const;

export const confirmationTokenRoutes: readonly Route[] = [
  { method: 'POST', path: '/v1/test_helpers/confirmation_tokens', handle: create },
  // What Stripe.js calls from the browser; it is not in the published document.
  { method: 'POST', path: '/v1/confirmation_tokens', handle: create, publishable: true },
  { method: 'GET', path: '/v1/confirmation_tokens/:confirmation_token', handle: retrieve },
];

/** @throws StripeRefusal when there is none, or it has expired or was used */
export function confirmationTokenNamed(world: World, id: string): ConfirmationToken {
  const token = world.store.confirmationTokens.get(id);
  if (!token) throw noSuch('confirmationtoken', id, 'confirmation_token', 400);
  if (token.payment_intent !== null) throw invalid(`The provided ConfirmationToken ${id} has already been used.`, 'confirmation_token');
  if (token.expires_at <= world.clock.seconds()) throw invalid(`The provided ConfirmationToken ${id} has expired.`, 'confirmation_token');
  return token;
}

function retrieve({ world, path }: Call): ConfirmationToken {
  const id = path['confirmation_token'] ?? '';
  const token = world.store.confirmationTokens.get(id);
  if (!token) throw noSuch('confirmationtoken', id, 'confirmation_token');
  return token;
}

/** A token says to whom to send; by whom it goes is the intent's affair. */
function addressee(shipping: Shipping | null): ConfirmationToken['shipping'] {
  return shipping && { address: shipping.address, name: shipping.name, phone: shipping.phone };
}

function create(call: Call): ConfirmationToken {
  const { world, params } = call;
  const data = params.group('payment_method_data');
  if (data) requireCard(data);
  const { entered, customer, billing } = data ? { entered: enteredCard(world, data), customer: null, billing: readBillingDetails(data.group('billing_details')) } : cardOfMethod(call);
  const created = world.clock.seconds();
  const token: ConfirmationToken = {
    id: newId('ctoken'), object: 'confirmation_token', created, expires_at: created + LIFE_S, livemode: false, mandate_data: null, metadata: null, payment_intent: null, payment_method_options: null,
    payment_method_preview: {
      allow_redisplay: data?.choice('allow_redisplay', ALLOW_REDISPLAY) ?? 'unspecified', billing_details: billing,
      card: cardFacts(entered), customer, customer_account: null, type: 'card',
    },
    return_url: params.updated('return_url', null), setup_future_usage: params.choice('setup_future_usage', FUTURE_USAGE) ?? null, setup_intent: null, shipping: addressee(readShipping(params)), use_stripe_sdk: true,
  };
  world.store.save(world.store.instruments, instrumentOf(token.id, entered));
  return world.store.save(world.store.confirmationTokens, token);
}

function cardOfMethod({ world, params }: Call): { entered: EnteredCard; customer: string | null; billing: ConfirmationToken['payment_method_preview']['billing_details'] } {
  const id = params.required('payment_method');
  const named = namedCard(world, id);
  if (named) return { entered: named, customer: null, billing: readBillingDetails(undefined) };
  const method = world.store.paymentMethods.get(id);
  if (!method) throw noSuch('PaymentMethod', id, 'payment_method', 400);
  const { number, cvcGiven } = instrument(world, method.id);
  return { entered: { number, expMonth: method.card.exp_month, expYear: method.card.exp_year, cvcGiven }, customer: method.customer, billing: method.billing_details };
}
