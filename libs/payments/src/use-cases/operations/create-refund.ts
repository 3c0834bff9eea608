import { Injectable } from '@nestjs/common';
import { type Change, inOrder } from '../../domain/change.js';
import type { Operation, Payment } from '../../domain/payment.js';
import { observeRefund, type RefundObservation, releaseRefund } from '../../domain/refunds.js';
import { type Effect, type Observed, PaymentOperation } from '../payment-operation.js';
import { PaymentProcessor } from '../payment-processor.js';
import { chargeOf } from './charge-of.js';

/** Gives money of a charge back. */
@Injectable()
export class CreateRefund extends PaymentOperation {
  override readonly kind = 'refund.create';

  constructor(private readonly processor: PaymentProcessor) {
    super();
  }

  override async send(payment: Payment, { id, details }: Operation): Promise<Effect> {
    return effectOf(await this.processor.refund(id, { refundId: String(details['refund']), chargeId: chargeOf(payment), amount: Number(details['amount']) }));
  }

  override async find(payment: Payment, { id }: Operation): Promise<Effect | undefined> {
    const seen = (await this.processor.listRefunds(chargeOf(payment))).find(({ operationId }) => operationId === id);
    return seen === undefined ? undefined : effectOf(seen);
  }

  override refused(payment: Payment, { details }: Operation, code: string): Change {
    return releaseRefund(payment, String(details['refund']), code);
  }

  /** A charge that has less left than we know of was refunded elsewhere, as in Stripe's dashboard. */
  override async reread(payment: Payment): Promise<Observed> {
    const all = await this.processor.listRefunds(chargeOf(payment));
    return (before, now) => inOrder(before, ...all.map((seen) => (one: Payment) => observeRefund(one, seen, now)));
  }
}

function effectOf(seen: RefundObservation): Effect {
  return { result: seen.refundId, observed: (payment, now) => observeRefund(payment, seen, now) };
}
