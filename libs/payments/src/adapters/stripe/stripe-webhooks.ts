import type { KeyObject } from 'node:crypto';
import type { Clock, Config } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PAYMENT_PROBLEMS } from '../../domain/problems.js';
import type { ProcessorEvent } from '../../use-cases/payment-processor.js';
import { WebhookReader } from '../../use-cases/webhook-reader.js';
import { toProcessorEvent } from './events.js';
import { isSigned, signingKeys } from './webhook-signature.js';

/** Stripe's deliveries. The SDK is not asked: it would accept times ahead of ours, and is not loaded where only this is needed. */
export class StripeWebhooks extends WebhookReader {
  readonly #keys: readonly KeyObject[];

  constructor(
    config: Config,
    private readonly clock: Clock,
  ) {
    super();
    this.#keys = signingKeys(config.get('STRIPE_WEBHOOK_SECRETS'));
  }

  override read(body: Buffer, signature: string): ProcessorEvent {
    if (!isSigned(body, signature, this.#keys, this.clock.now())) throw new Problem(PAYMENT_PROBLEMS.WEBHOOK_SIGNATURE_INVALID);
    const event = toProcessorEvent(parsed(body));
    if (event === undefined) throw new Problem(PROBLEMS.MALFORMED_BODY, { detail: 'The body is signed, and is no event of Stripe\'s.' });
    return event;
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Problem(PROBLEMS.MALFORMED_BODY, { detail: 'The body is signed, and is no JSON.' });
  }
}
