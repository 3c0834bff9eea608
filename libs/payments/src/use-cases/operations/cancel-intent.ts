import { Injectable } from '@nestjs/common';
import { type Change, unchanged } from '../../domain/change.js';
import type { Operation, Payment } from '../../domain/payment.js';
import type { Effect } from '../payment-operation.js';
import { effectOf, IntentOperation, intentOf } from './intent-operation.js';

/** Lets an intent go: what it holds is free again. */
@Injectable()
export class CancelIntent extends IntentOperation {
  override readonly kind = 'intent.cancel';
  protected override readonly proofs = ['canceled'] as const;

  override async send(payment: Payment, { id }: Operation): Promise<Effect> {
    return effectOf(await this.processor.cancelIntent(id, intentOf(payment)));
  }

  override refused(payment: Payment): Change {
    return unchanged(payment);
  }
}
