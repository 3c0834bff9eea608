import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { takePaymentBack } from '../../domain/attempts.js';
import type { Change } from '../../domain/change.js';
import type { Operation, Payment } from '../../domain/payment.js';
import { type Effect, PaymentOperation } from '../payment-operation.js';
import { PaymentProcessor } from '../payment-processor.js';
import { confirmationOf } from './confirmation.js';
import { effectOf } from './intent-operation.js';

/** Makes the intent of a payment and confirms it, in one call: there is no moment at which an intent exists that nobody tried to pay. */
@Injectable()
export class CreateIntent extends PaymentOperation {
  override readonly kind = 'intent.create';
  override readonly stoppedBy = 'payments';

  constructor(
    private readonly processor: PaymentProcessor,
    private readonly config: Config,
  ) {
    super();
  }

  override async send({ id: paymentId, proposalId, customerId, amount, currency }: Payment, operation: Operation): Promise<Effect> {
    const request = { ...confirmationOf(operation, this.config), paymentId, proposalId, customerId, amount, currency, description: `Plumbline payment ${paymentId}` };
    return effectOf(await this.processor.createIntent(operation.id, request));
  }

  override async find({ customerId }: Payment, { id, at }: Operation): Promise<Effect | undefined> {
    const seen = await this.processor.findIntent(customerId, id, at);
    // One that nobody tried to pay by is none: its source was refused.
    const wasTried = seen !== undefined && (seen.status !== 'requires_payment_method' || seen.declineCode !== undefined);
    return wasTried ? effectOf(seen) : undefined;
  }

  override refused(payment: Payment, _operation: Operation, code: string, now: Date): Change {
    return takePaymentBack(payment, code, now);
  }
}
