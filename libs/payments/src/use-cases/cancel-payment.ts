import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Ids } from '@plumbline/config';
import { currentEffectId } from '@plumbline/database';
import { planCancellation } from '../domain/attempts.js';
import { openOperation } from '../domain/operations.js';
import { PaymentAccess } from './payment-access.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

/** Lets a payment go before its capture, for the firm that pays. */
@Injectable()
export class CancelPayment {
  constructor(
    private readonly access: PaymentAccess,
    private readonly writer: PaymentWriter,
    private readonly operations: RunOperation,
    private readonly ids: Ids,
  ) {}

  /**
   * @returns the payment; not `canceled` yet when the processor gave no answer.
   * @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT
   */
  async execute(principal: Principal, paymentId: string): Promise<Versioned> {
    const known = await this.access.read(principal, 'payments.cancel', paymentId, 'client');
    const operationId = currentEffectId() ?? this.ids.next();
    const planned = await this.writer.change(paymentId, (payment, now) => planCancellation(payment, 'requested', operationId, now), known);
    const open = openOperation(planned.payment, 'intent.cancel');
    return open === undefined ? planned : this.operations.execute(planned, open.id);
  }
}
