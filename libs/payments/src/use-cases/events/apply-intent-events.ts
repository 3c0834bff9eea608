import { Injectable } from '@nestjs/common';
import type { TakenEvent } from '../../data/stripe-events.repository.js';
import { observeIntent } from '../../domain/observe-intent.js';
import { PaymentProcessor } from '../payment-processor.js';
import { EventApplier, UnknownObject } from './event-applier.js';
import { KnownPayments, orUnknown } from './known-payments.js';

/** What happens to an intent and its charges: whatever the event says, the intent is asked what it is now. */
@Injectable()
export class ApplyIntentEvents extends EventApplier {
  override readonly types = [
    'payment_intent.created', 'payment_intent.requires_action', 'payment_intent.processing', 'payment_intent.amount_capturable_updated',
    'payment_intent.payment_failed', 'payment_intent.succeeded', 'payment_intent.canceled', 'payment_intent.partially_funded',
    'charge.succeeded', 'charge.failed', 'charge.pending', 'charge.captured', 'charge.expired', 'charge.updated',
  ];

  constructor(
    private readonly processor: PaymentProcessor,
    private readonly payments: KnownPayments,
  ) {
    super();
  }

  override async apply({ objectType, objectId, belongsTo }: TakenEvent): Promise<void> {
    const intentId = objectType === 'payment_intent' ? objectId : belongsTo['payment_intent'];
    // A charge without an intent is made by nobody here.
    if (intentId === undefined) throw new UnknownObject('no_intent');
    const { paymentId, operationId, ...seen } = await orUnknown(this.processor.readIntent(intentId));
    const known = await this.payments.byIntent(intentId, paymentId);
    await this.payments.observe(known, operationId === undefined ? [] : [operationId], intentId, (payment, now) => observeIntent(payment, seen, now));
  }
}
