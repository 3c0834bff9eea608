import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { takeAttemptBack } from '../../domain/attempts.js';
import type { Change } from '../../domain/change.js';
import type { Operation, Payment } from '../../domain/payment.js';
import type { Effect } from '../payment-operation.js';
import { PaymentProcessor } from '../payment-processor.js';
import { confirmationOf } from './confirmation.js';
import { effectOf, IntentOperation, intentOf } from './intent-operation.js';

/**
 * Confirms an intent again behind a decline, with another source. One that was declined again looks as if it had not been tried; its
 * successor is refused by the processor then, since a confirmation token is good for one attempt.
 */
@Injectable()
export class ConfirmIntent extends IntentOperation {
  override readonly kind = 'intent.confirm';
  override readonly stoppedBy = 'payments';
  protected override readonly proofs = ['requires_action', 'processing', 'requires_capture', 'succeeded'] as const;

  constructor(
    processor: PaymentProcessor,
    private readonly config: Config,
  ) {
    super(processor);
  }

  override async send(payment: Payment, operation: Operation): Promise<Effect> {
    return effectOf(await this.processor.confirmIntent(operation.id, intentOf(payment), confirmationOf(operation, this.config)));
  }

  override refused(payment: Payment, operation: Operation): Change {
    return takeAttemptBack(payment, operation);
  }
}
