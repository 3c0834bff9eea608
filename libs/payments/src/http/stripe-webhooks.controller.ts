import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation, Signed, type SignedBody } from '@plumbline/common';
import { Problem } from '@plumbline/problems';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import { ReceiveEvent } from '../use-cases/events/receive-event.js';
import { stripeEvents } from '../use-cases/payment-metrics.js';
import { WebhookReader } from '../use-cases/webhook-reader.js';

/** What is read of an event; all else of it is Stripe's own. */
const EVENT_SCHEMA = {
  type: 'object',
  required: ['id', 'object', 'type', 'created', 'data'],
  description: 'An event object of Stripe, signed by the header `Stripe-Signature`.',
  maxProperties: 64,
  additionalProperties: true,
  properties: {
    id: { type: 'string', maxLength: 255, pattern: '^[A-Za-z0-9_]+$', example: 'evt_1PgafTB7WZ01zgkW' },
    object: { type: 'string', enum: ['event'] },
    type: { type: 'string', maxLength: 100, pattern: '^[\\x21-\\x7E]+$', example: 'payment_intent.succeeded' },
    created: { type: 'integer', format: 'int64', minimum: 0, maximum: 99_999_999_999 },
    data: { type: 'object', maxProperties: 8, additionalProperties: true },
  },
};

/** Where Stripe delivers its events. */
@ApiTags('payments')
@Controller('webhooks')
export class StripeWebhooksController {
  constructor(
    private readonly reader: WebhookReader,
    private readonly receive: ReceiveEvent,
  ) {}

  @Operation('webhooks.stripe', {
    summary: 'Take an event of Stripe',
    description: 'Answered as soon as it is kept durably; its effect follows. An event that is known already is answered in the same way.',
    rawBody: EVENT_SCHEMA,
    rateLimit: 'webhook',
    problems: [PAYMENT_PROBLEMS.WEBHOOK_SIGNATURE_INVALID],
  })
  @HttpCode(200)
  @Post('stripe')
  async stripe(@Signed('stripe-signature') { bytes, signature }: SignedBody): Promise<void> {
    await this.receive.execute(this.#read(bytes, signature), 'webhook');
  }

  #read(bytes: Buffer, signature: string): ReturnType<WebhookReader['read']> {
    try {
      return this.reader.read(bytes, signature);
    } catch (error) {
      if (error instanceof Problem) stripeEvents.inc({ outcome: 'refused' });
      throw error;
    }
  }
}
