import { Injectable } from '@nestjs/common';
import { type Change, inOrder, unchanged } from '../../domain/change.js';
import { answered, type DisputeObservation, observeDispute } from '../../domain/disputes.js';
import type { Operation, Payment } from '../../domain/payment.js';
import { type Effect, type Observed, PaymentOperation } from '../payment-operation.js';
import { PaymentProcessor } from '../payment-processor.js';

/** Hands the provider's answer to a dispute in. */
@Injectable()
export class AnswerDispute extends PaymentOperation {
  override readonly kind = 'dispute.answer';

  constructor(private readonly processor: PaymentProcessor) {
    super();
  }

  override async send({ disputeAnswers = {} }: Payment, operation: Operation): Promise<Effect> {
    const disputeId = disputeOf(operation);
    return effectOf(await this.processor.answerDispute(operation.id, disputeId, { text: disputeAnswers[disputeId] ?? '' }));
  }

  override async find(_payment: Payment, operation: Operation): Promise<Effect | undefined> {
    const seen = await this.processor.readDispute(disputeOf(operation));
    return seen.answered === true ? effectOf(seen) : undefined;
  }

  override refused(payment: Payment): Change {
    return unchanged(payment);
  }

  /** A dispute that takes no answer any more was decided, or answered elsewhere. */
  override async reread(_payment: Payment, operation: Operation): Promise<Observed> {
    const seen = await this.processor.readDispute(disputeOf(operation));
    return (payment, now) => observeDispute(payment, seen, now);
  }
}

const disputeOf = ({ details }: Operation): string => String(details['dispute']);

function effectOf(seen: DisputeObservation): Effect {
  return { result: seen.disputeId, observed: (payment, now) => inOrder(payment, (before) => answered(before, seen.disputeId, now), (before) => observeDispute(before, seen, now)) };
}
