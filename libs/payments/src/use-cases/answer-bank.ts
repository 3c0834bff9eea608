import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Ids } from '@plumbline/config';
import { Problem } from '@plumbline/problems';
import { planAnswer } from '../domain/disputes.js';
import type { Dispute, Operation } from '../domain/payment.js';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import { PaymentAccess } from './payment-access.js';
import { PaymentWriter } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

/** Hands in what the provider says to a bank that disputes a payment; the bank takes one answer. */
@Injectable()
export class AnswerBank {
  constructor(
    private readonly access: PaymentAccess,
    private readonly writer: PaymentWriter,
    private readonly run: RunOperation,
    private readonly ids: Ids,
  ) {}

  /**
   * @param text personal; stored encrypted, and sent to the processor.
   * @returns the dispute; without `answeredAt` while nobody knows whether the answer has arrived, which is settled by itself.
   * @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT (decided, answered, too late), PROCESSOR_REFUSED.
   */
  async execute(principal: Principal, paymentId: string, disputeId: string, text: string): Promise<Dispute> {
    const known = await this.access.read(principal, 'payments.answerDispute', paymentId, 'provider');
    const made = await this.writer.madeBefore(paymentId, 'payment.dispute_answer_given');
    const operationId = this.ids.next();
    const planned = made ?? (await this.writer.change(paymentId, (payment, now) => planAnswer(payment, disputeId, text, operationId, now), known));
    const planOf = planned.payment.operations.findLast(({ kind, details }) => kind === 'dispute.answer' && details['dispute'] === disputeId) as Operation;
    const { payment } = await this.run.execute(planned, planOf.id);
    const operation = payment.operations.find(({ id }) => id === planOf.id);
    if (operation?.state === 'refused') throw new Problem(PAYMENT_PROBLEMS.PROCESSOR_REFUSED, { detail: `The payment processor did not take the answer: ${operation.error ?? 'no reason given'}.` });
    return payment.disputes.find(({ id }) => id === disputeId) as Dispute;
  }
}
