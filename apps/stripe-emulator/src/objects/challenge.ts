import { conflict } from '../errors.ts';
import type { PaymentIntent } from '../records/payments.ts';
import type { World } from '../world.ts';
import { threeDSecure } from './authentication.ts';
import { authorise } from './authorisation.ts';
import { instrument, paymentMethodOfPath } from './payment-methods.ts';

const FAILED = {
  type: 'invalid_request_error', code: 'payment_intent_authentication_failure', doc_url: 'https://stripe.com/docs/error-codes/payment-intent-authentication-failure',
  message: 'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
} as const;

/**
 * What the card's holder did on the hosted page.
 * @throws StripeRefusal when the intent does not wait for him (any more)
 */
export function answerChallenge(world: World, intent: PaymentIntent, passed: boolean): PaymentIntent {
  if (intent.status !== 'requires_action' || intent.payment_method === null) throw conflict('This PaymentIntent does not wait for an authentication.', 'payment_intent_unexpected_state', { payment_intent: intent });
  const method = paymentMethodOfPath(world, intent.payment_method);
  if (passed) return authorise(world, intent, method, { threeDSecure: threeDSecure('authenticated', 'challenge'), answer: false });
  const held = instrument(world, method.id);
  world.store.save(world.store.instruments, { ...held, spent: method.customer === null });
  const failed = world.store.save(world.store.paymentIntents, { ...intent, status: 'requires_payment_method', payment_method: null, next_action: null, last_payment_error: { ...FAILED, payment_method: method } });
  world.emit('payment_intent.payment_failed', failed);
  return failed;
}
