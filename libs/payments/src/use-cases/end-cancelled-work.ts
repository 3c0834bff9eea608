import { Injectable } from '@nestjs/common';
import { Ids } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Agreements } from '@plumbline/marketplace';
import { PaymentsRepository } from '../data/payments.repository.js';
import { planCancellation } from '../domain/attempts.js';
import { isOpen } from '../domain/operations.js';
import type { Payment } from '../domain/payment.js';
import { refundCancelledWork } from '../domain/refunds.js';
import { PaymentWriter } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

/**
 * Gives back what was paid for work that was cancelled, or lets it go where it is only held. Whichever of cancellation and capture comes
 * second finds the first; being told twice changes nothing. What could not be given back is tried again (`refundCancelledWork`).
 */
@Injectable()
export class EndCancelledWork {
  constructor(
    private readonly agreements: Agreements,
    private readonly payments: PaymentsRepository,
    private readonly writer: PaymentWriter,
    private readonly run: RunOperation,
    private readonly ids: Ids,
  ) {}

  /** @throws Problem STATE_CONFLICT while something that was asked of the processor has no outcome: to be tried again. */
  async whenCancelled(proposalId: string): Promise<void> {
    const [live] = await this.payments.find(EVERYTHING, { proposalId, live: true }, [], { limit: 1 });
    if (live !== undefined) await this.#end(live._id);
  }

  /** A payment was captured, or something of it came back to us; as a rule its work goes on. @throws Problem as above. */
  async ifCancelled(paymentId: string, proposalId: string): Promise<void> {
    if ((await this.agreements.agreement(proposalId)).state === 'cancelled') await this.#end(paymentId);
  }

  async #end(paymentId: string): Promise<void> {
    const operationId = this.ids.next();
    const planned = await this.writer.change(paymentId, (payment, now) => (payment.state === 'captured' ? refundCancelledWork(payment, operationId, now) : planCancellation(payment, 'work_cancelled', operationId, now)));
    const mine = planned.payment.operations.find((operation) => isOpen(operation) && isOfCancelledWork(operation));
    if (mine !== undefined) await this.run.execute(planned, mine.id);
  }
}

function isOfCancelledWork({ kind, details, id }: Payment['operations'][number]): boolean {
  return kind === 'intent.cancel' || (kind === 'refund.create' && details['refund'] === id);
}
