import { conflict, invalid } from '../errors.ts';
import type { ConfirmationToken, PaymentMethod } from '../records/customers.ts';
import type { NextAction, PaymentIntent } from '../records/payments.ts';
import type { Params } from '../wire/params.ts';
import type { Call, World } from '../world.ts';
import { authenticationOf } from './authentication.ts';
import { authorise, declineWithoutCharge } from './authorisation.ts';
import { confirmationTokenNamed } from './confirmation-tokens.ts';
import { CAPTURE_METHODS, FUTURE_USAGE, belongs, cardOptions } from './intent-parameters.ts';
import { instrument, keepPaymentMethod, paymentMethodNamed, paymentMethodOfData } from './payment-methods.ts';
import { readShipping } from './shared.ts';

const CONFIRMABLE: readonly PaymentIntent['status'][] = ['requires_action', 'requires_confirmation', 'requires_payment_method'];

/** Confirms an intent: chooses the payment method, authenticates the card's holder if need be, and asks the issuer. */
export function confirmIntent(call: Call, before: PaymentIntent): PaymentIntent {
  const { world, params } = call;
  if (!CONFIRMABLE.includes(before.status)) {
    throw conflict(before.status === 'succeeded' ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.' : `You cannot confirm this PaymentIntent because it has a status of ${before.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action, requires_payment_method.`, 'payment_intent_unexpected_state', { payment_intent: before });
  }
  const token = tokenOf(world, params);
  const returnUrl = params.text('return_url') ?? token?.return_url ?? undefined;
  requireReturnUrl(before, returnUrl, params);
  const prepared: PaymentIntent = {
    ...before, capture_method: params.choice('capture_method', CAPTURE_METHODS) ?? before.capture_method, payment_method_options: { card: cardOptions(params, before.payment_method_options.card) },
    receipt_email: params.updated('receipt_email', before.receipt_email), shipping: readShipping(params, token?.shipping ? { carrier: null, tracking_number: null, ...token.shipping } : before.shipping),
    setup_future_usage: params.choice('setup_future_usage', FUTURE_USAGE) ?? token?.setup_future_usage ?? before.setup_future_usage,
  };
  const method = methodOf(world, params, prepared, token);
  if (token) world.store.save(world.store.confirmationTokens, { ...token, payment_intent: before.id });
  return proceed(world, { ...prepared, payment_method: method.id, next_action: null }, method, { offSession: isOffSession(params), returnUrl });
}

function isOffSession(params: Params): boolean {
  const value = params.text('off_session');
  return value !== undefined && value !== 'false' && value !== '';
}

function tokenOf(world: World, params: Params): ConfirmationToken | undefined {
  const id = params.text('confirmation_token');
  if (id === undefined || id === '') return undefined;
  for (const name of ['payment_method', 'payment_method_data', 'shipping', 'mandate_data']) {
    if (params.has(name)) throw invalid(`You cannot provide both \`confirmation_token\` and \`${name}\`.`, name, 'parameters_exclusive');
  }
  return confirmationTokenNamed(world, id);
}

function requireReturnUrl(intent: PaymentIntent, returnUrl: string | undefined, params: Params): void {
  const cardsOnly = intent.allowed_payment_method_types?.every((type) => type === 'card') ?? false;
  if (intent.automatic_payment_methods?.allow_redirects === 'always' && !cardsOnly && returnUrl === undefined && params.text('use_stripe_sdk') !== 'true') {
    throw conflict('This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don\'t want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.');
  }
}

function methodOf(world: World, params: Params, intent: PaymentIntent, token: ConfirmationToken | undefined): PaymentMethod {
  const method = chosen(world, params, intent, token);
  belongs(method, intent);
  if (instrument(world, method.id).spent && method.customer === null) {
    throw conflict('The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.', undefined, { param: 'payment_method' });
  }
  return method;
}

function chosen(world: World, params: Params, intent: PaymentIntent, token: ConfirmationToken | undefined): PaymentMethod {
  if (token) {
    const { number, cvcGiven } = instrument(world, token.id);
    const { card, billing_details: billing, allow_redisplay: allowRedisplay } = token.payment_method_preview;
    return keepPaymentMethod(world, { number, cvcGiven, expMonth: card.exp_month, expYear: card.exp_year }, { billing, allowRedisplay });
  }
  const data = params.group('payment_method_data');
  if (data) return paymentMethodOfData(world, data);
  const named = params.text('payment_method') ?? intent.payment_method;
  if (named === null || named === '') throw conflict('You cannot confirm this PaymentIntent because it\'s missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.', 'payment_intent_unexpected_state', { payment_intent: intent });
  return paymentMethodNamed(world, named);
}

interface Presence {
  readonly offSession: boolean;
  readonly returnUrl: string | undefined;
}

function proceed(world: World, intent: PaymentIntent, method: PaymentMethod, { offSession, returnUrl }: Presence): PaymentIntent {
  const decision = authenticationOf(instrument(world, method.id), intent.payment_method_options.card.request_three_d_secure, offSession);
  if (decision.kind === 'refuse') return declineWithoutCharge(world, intent, method, 'authentication_required');
  if (decision.kind === 'go') return authorise(world, intent, method, { threeDSecure: decision.result, ...(decision.fails !== undefined && { fails: decision.fails }), answer: true });
  const waiting = world.store.save(world.store.paymentIntents, { ...intent, status: 'requires_action', last_payment_error: null, next_action: challengeAt(world, intent, returnUrl) });
  world.emit('payment_intent.requires_action', waiting);
  return waiting;
}

function challengeAt(world: World, intent: PaymentIntent, returnUrl: string | undefined): NextAction {
  const url = `${world.baseUrl}/challenges/${intent.id}?client_secret=${intent.client_secret}`;
  if (returnUrl !== undefined) return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url, source: intent.id } };
}
