import { conflict, noSuch } from '../errors.ts';
import type { PaymentMethod } from '../records/customers.ts';
import type { CaptureMethod, PaymentIntent } from '../records/payments.ts';
import type { Params } from '../wire/params.ts';
import type { World } from '../world.ts';

export const CAPTURE_METHODS = ['automatic', 'automatic_async', 'manual'] as const satisfies readonly CaptureMethod[];
export const THREE_D_SECURE_REQUESTS = ['any', 'automatic', 'challenge'] as const;
export const FUTURE_USAGE = ['off_session', 'on_session'] as const;

export function cardOptions(params: Params, current?: PaymentIntent['payment_method_options']['card']): PaymentIntent['payment_method_options']['card'] {
  const card = params.group('payment_method_options')?.group('card');
  return { installments: null, mandate_options: null, network: null, request_three_d_secure: card?.choice('request_three_d_secure', THREE_D_SECURE_REQUESTS) ?? current?.request_three_d_secure ?? 'automatic' };
}

/** @throws StripeRefusal 404 */
export function intentOf(world: World, id: string): PaymentIntent {
  const intent = world.store.paymentIntents.get(id);
  if (!intent) throw noSuch('payment_intent', id, 'intent');
  return intent;
}

/** @throws StripeRefusal when the payment method is another customer's */
export function belongs(method: PaymentMethod, intent: PaymentIntent): void {
  if (method.customer === null || method.customer === intent.customer) return;
  throw conflict(intent.customer === null ? `The PaymentMethod ${method.id} belongs to a Customer. Please include the Customer in the \`customer\` parameter on the PaymentIntent.` : `The provided PaymentMethod (${method.id}) belongs to another Customer (${method.customer}).`, undefined, { param: 'payment_method' });
}
