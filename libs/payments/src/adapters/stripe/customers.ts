import type Stripe from 'stripe';
import type { CardFacts } from '../../domain/payment.js';
import { type PaymentSource, ProcessorRefusal, type SavedMethod } from '../../use-cases/payment-processor.js';
import { cardFacts, type CardNames } from './card-facts.js';
import type { StripeClient } from './stripe-client.js';

/** As many as are shown; nobody pays with more cards. */
const MOST_METHODS = 100;

/** One customer a firm, and the cards that it saved. docs.stripe.com/api/customers, /confirmation_tokens, /payment_methods */
export class Customers {
  constructor(
    private readonly client: StripeClient,
    private readonly names: CardNames,
  ) {}

  async create(operationId: string, businessId: string): Promise<string> {
    const params = { metadata: { opId: operationId, businessId } };
    return (await this.client.send(operationId, (stripe, options) => stripe.customers.create(params, options))).id;
  }

  async readSource(customerId: string | undefined, source: PaymentSource): Promise<CardFacts> {
    return 'confirmationToken' in source ? this.#token(source.confirmationToken) : this.#method(customerId, source.savedMethodId);
  }

  async listSaved(customerId: string): Promise<readonly SavedMethod[]> {
    const params = { type: 'card', limit: MOST_METHODS } as const;
    const { data } = await this.client.read((stripe, options) => stripe.customers.listPaymentMethods(customerId, params, options));
    return data.flatMap(({ id, card }) => (card === undefined ? [] : [{ id, ...cardFacts(card, this.names), expiryMonth: card.exp_month, expiryYear: card.exp_year }]));
  }

  async removeSaved(operationId: string, methodId: string): Promise<void> {
    await this.client.send(operationId, (stripe, options) => stripe.paymentMethods.detach(methodId, {}, options));
  }

  async #token(id: string): Promise<CardFacts> {
    const token = await this.#orUnusable('token_unusable', (stripe, options) => stripe.confirmationTokens.retrieve(id, {}, options));
    const card = token.payment_method_preview?.card;
    if (card === undefined || token.payment_intent !== null) throw new ProcessorRefusal('token_unusable');
    return cardFacts(card, this.names);
  }

  async #method(customerId: string | undefined, id: string): Promise<CardFacts> {
    if (customerId === undefined) throw new ProcessorRefusal('method_unusable');
    const { card } = await this.#orUnusable('method_unusable', (stripe, options) => stripe.customers.retrievePaymentMethod(customerId, id, {}, options));
    if (card === undefined) throw new ProcessorRefusal('method_unusable');
    return cardFacts(card, this.names);
  }

  async #orUnusable<T>(code: string, call: (stripe: Stripe, options: Stripe.RequestOptions) => Promise<T>): Promise<T> {
    try {
      return await this.client.read(call);
    } catch (error) {
      throw error instanceof ProcessorRefusal ? new ProcessorRefusal(code, { cause: error }) : error;
    }
  }
}
