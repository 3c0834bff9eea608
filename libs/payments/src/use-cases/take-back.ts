import { Injectable } from '@nestjs/common';
import { Ids } from '@plumbline/config';
import { planReversal } from '../domain/transfers.js';
import { PaymentWriter } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

/**
 * Takes back from a provider's account what the provider owes since a refund or a lost dispute behind the transfer. What it cannot take
 * stays in the books as a negative balance of the provider.
 */
@Injectable()
export class TakeBack {
  constructor(
    private readonly writer: PaymentWriter,
    private readonly run: RunOperation,
    private readonly ids: Ids,
  ) {}

  /** Bears being called at any time and by several: one reversal of a payment is under way at a time, and each is of what is owed then. */
  async execute(paymentId: string): Promise<void> {
    const operationId = this.ids.next();
    const planned = await this.writer.change(paymentId, (payment, now) => planReversal(payment, operationId, now));
    if (planned.payment.operations.some(({ id }) => id === operationId)) await this.run.execute(planned, operationId);
  }
}
