import { ReadinessCheck } from '@plumbline/health';
import type { StripeClient } from './stripe-client.js';

/** An answer is good for so long: a probe a second must not become a call a second. */
const GOOD_FOR_MS = 15_000;

/** Whether Stripe answers. Without it payments wait and all else goes on. */
export class StripeCheck extends ReadinessCheck {
  override readonly name = 'stripe';
  override readonly required = false;
  #asked: { readonly at: number; readonly answer: Promise<void> } | undefined;

  constructor(private readonly client: StripeClient) {
    super();
  }

  override get isConfigured(): boolean {
    return this.client.isConfigured;
  }

  override async check(): Promise<void> {
    const now = performance.now();
    if (this.#asked === undefined || now - this.#asked.at > GOOD_FOR_MS) {
      const answer = this.client.read((stripe, options) => stripe.balance.retrieve({}, options)).then(() => undefined);
      // Whoever waits hears of it; nobody may be waiting any more.
      answer.catch(() => undefined);
      this.#asked = { at: now, answer };
    }
    await this.#asked.answer;
  }
}
