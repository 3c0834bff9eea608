import { Injectable } from '@nestjs/common';
import { type Change, unchanged } from '../../domain/change.js';
import type { Operation, Payment } from '../../domain/payment.js';
import type { Effect } from '../payment-operation.js';
import { effectOf, IntentOperation, intentOf } from './intent-operation.js';

/** Captures what an authorisation holds. */
@Injectable()
export class CaptureIntent extends IntentOperation {
  override readonly kind = 'intent.capture';
  protected override readonly proofs = ['succeeded'] as const;

  override async send(payment: Payment, { id }: Operation): Promise<Effect> {
    return effectOf(await this.processor.captureIntent(id, intentOf(payment)));
  }

  override refused(payment: Payment): Change {
    return unchanged(payment);
  }
}
