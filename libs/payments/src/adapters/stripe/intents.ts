import type Stripe from 'stripe';
import type { IntentObservation } from '../../domain/observe-intent.js';
import type { Confirmation, IntentRequest, ObservedIntent, PaymentSource } from '../../use-cases/payment-processor.js';
import { ProcessorRefusal } from '../../use-cases/payment-processor.js';
import type { CardNames } from './card-facts.js';
import { declinedIntent } from './errors.js';
import { INTENT_EXPANSIONS, intentObservation } from './observations.js';
import { behindCall, type StripeClient } from './stripe-client.js';

const expand = INTENT_EXPANSIONS;
/** Our clock and Stripe's may differ; an operation that is looked for must not fall into the gap. */
const CLOCK_GAP_S = 3_600;

function sourceOf(source: PaymentSource): Pick<Stripe.PaymentIntentConfirmParams, 'confirmation_token' | 'payment_method'> {
  return 'confirmationToken' in source ? { confirmation_token: source.confirmationToken } : { payment_method: source.savedMethodId };
}

function confirmationOf({ source, challenge, saveMethod, returnUrl }: Confirmation) {
  return {
    ...sourceOf(source),
    return_url: returnUrl,
    payment_method_options: { card: { request_three_d_secure: challenge ? ('challenge' as const) : ('automatic' as const) } },
    ...(saveMethod ? { setup_future_usage: 'on_session' as const } : {}),
  };
}

/** PaymentIntents with manual capture. docs.stripe.com/api/payment_intents */
export class Intents {
  constructor(
    private readonly client: StripeClient,
    private readonly names: CardNames,
  ) {}

  async create(operationId: string, request: IntentRequest): Promise<IntentObservation> {
    const { paymentId, proposalId, customerId, amount, currency, description } = request;
    const params: Stripe.PaymentIntentCreateParams = {
      amount,
      currency: currency.toLowerCase(),
      customer: customerId,
      description,
      capture_method: 'manual',
      allowed_payment_method_types: ['card'],
      confirm: true,
      ...confirmationOf(request),
      transfer_group: paymentId,
      metadata: { opId: operationId, paymentId, proposalId },
      expand,
    };
    return this.#orDeclined(() => this.client.send(operationId, (stripe, options) => stripe.paymentIntents.create(params, options)));
  }

  async confirm(operationId: string, intentId: string, confirmation: Confirmation): Promise<IntentObservation> {
    const params = { ...confirmationOf(confirmation), expand };
    return this.#orDeclined(() => this.client.send(operationId, (stripe, options) => stripe.paymentIntents.confirm(intentId, params, options)));
  }

  async capture(operationId: string, intentId: string): Promise<IntentObservation> {
    return this.#observed(await this.client.send(operationId, (stripe, options) => stripe.paymentIntents.capture(intentId, { expand }, options)));
  }

  async cancel(operationId: string, intentId: string): Promise<IntentObservation> {
    return this.#observed(await this.client.send(operationId, (stripe, options) => stripe.paymentIntents.cancel(intentId, { expand }, options)));
  }

  async read(intentId: string): Promise<ObservedIntent> {
    return this.#observed(await this.client.read((stripe, options) => stripe.paymentIntents.retrieve(intentId, { expand }, options)));
  }

  /** Metadata cannot be listed by, and Stripe's search lags by a minute: the customer's own list is whole at once. */
  async find(customerId: string, operationId: string, since: Date): Promise<IntentObservation | undefined> {
    const created = { gte: Math.floor(since.getTime() / 1_000) - CLOCK_GAP_S };
    const params = { customer: customerId, created, limit: 100, expand: expand.map((path) => `data.${path}`) };
    for await (const intent of this.client.list((stripe, options) => stripe.paymentIntents.list(params, options))) {
      if (intent.metadata['opId'] === operationId) return this.#observed(intent);
    }
    return undefined;
  }

  #observed(intent: Stripe.PaymentIntent): ObservedIntent {
    return intentObservation(intent, this.names);
  }

  /** Stripe answers a decline with an error that carries the intent; what it is by now is asked for, so that a replayed decline is not taken for news. */
  async #orDeclined(call: () => Promise<Stripe.PaymentIntent>): Promise<IntentObservation> {
    try {
      return this.#observed(await call());
    } catch (error) {
      const intentId = declinedIntent(error);
      if (intentId === undefined) throw tokenRefusal(error);
      return behindCall(this.read(intentId));
    }
  }
}

/** What is wrong with the payer's token or method, in our words; everything else as it is. */
function tokenRefusal(error: unknown): unknown {
  const cause = error instanceof ProcessorRefusal ? (error.cause as { param?: unknown } | undefined) : undefined;
  if (cause?.param === 'confirmation_token') return new ProcessorRefusal('token_unusable', { cause });
  if (cause?.param === 'payment_method') return new ProcessorRefusal('method_unusable', { cause });
  return error;
}
