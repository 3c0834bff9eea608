import { Injectable } from '@nestjs/common';
import type { TakenEvent } from '../../data/stripe-events.repository.js';
import { observeDispute, observeWarning } from '../../domain/disputes.js';
import { observeRefund } from '../../domain/refunds.js';
import { type ObservedRefund, PaymentProcessor } from '../payment-processor.js';
import { EventApplier } from './event-applier.js';
import { KnownPayments, orUnknown } from './known-payments.js';

/** What happens to refunds; those that were made in the processor's dashboard, too. */
@Injectable()
export class ApplyRefundEvents extends EventApplier {
  override readonly types = ['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated', 'charge.refunded'];

  constructor(
    private readonly processor: PaymentProcessor,
    private readonly payments: KnownPayments,
  ) {
    super();
  }

  override async apply({ objectType, objectId, belongsTo: { charge, payment_intent: intentId } }: TakenEvent): Promise<void> {
    if (objectType === 'refund') return this.#observe(await orUnknown(this.processor.readRefund(objectId)), charge, intentId);
    for (const refund of await orUnknown(this.processor.listRefunds(objectId))) await this.#observe(refund, objectId, intentId);
  }

  async #observe(refund: ObservedRefund, charge: string | undefined, intentId: string | undefined): Promise<void> {
    const { operationId, chargeId = charge, ...seen } = refund;
    const known = await this.payments.byCharge(chargeId, intentId, operationId !== undefined);
    await this.payments.observe(known, operationId === undefined ? [] : [operationId], seen.refundId, (payment, now) => observeRefund(payment, seen, now));
  }
}

/** What a bank decides about a disputed charge. */
@Injectable()
export class ApplyDisputeEvents extends EventApplier {
  override readonly types = ['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated'];

  constructor(
    private readonly processor: PaymentProcessor,
    private readonly payments: KnownPayments,
  ) {
    super();
  }

  override async apply({ objectId, belongsTo }: TakenEvent): Promise<void> {
    const { chargeId, ...seen } = await orUnknown(this.processor.readDispute(objectId));
    const known = await this.payments.byCharge(chargeId, belongsTo['payment_intent']);
    await this.payments.observe(known, [], objectId, (payment, now) => observeDispute(payment, seen, now));
  }
}

/** What a card network warns of before its holder disputes. */
@Injectable()
export class ApplyWarningEvents extends EventApplier {
  override readonly types = ['radar.early_fraud_warning.created', 'radar.early_fraud_warning.updated'];

  constructor(
    private readonly processor: PaymentProcessor,
    private readonly payments: KnownPayments,
  ) {
    super();
  }

  override async apply({ objectId, belongsTo }: TakenEvent): Promise<void> {
    const { chargeId, ...warning } = await orUnknown(this.processor.readWarning(objectId));
    const known = await this.payments.byCharge(chargeId, belongsTo['payment_intent']);
    await this.payments.observe(known, [], objectId, (payment, now) => observeWarning(payment, warning, now));
  }
}
