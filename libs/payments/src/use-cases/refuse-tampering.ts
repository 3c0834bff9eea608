import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { PaymentAttemptsRepository } from '../data/payment-attempts.repository.js';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import type { RiskQuestion } from '../domain/risk.js';
import { AssessAttempt } from './assess-attempt.js';

const KEPT_MS = 90 * 86_400_000;

/** An amount or a currency that is not the agreed one: decided on like any attempt (rule 008), written down, and never a payment. */
@Injectable()
export class RefuseTampering {
  constructor(
    private readonly assess: AssessAttempt,
    private readonly attempts: PaymentAttemptsRepository,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @returns Problem AMOUNT_MISMATCH, whatever was decided. */
  async execute(question: RiskQuestion): Promise<Problem> {
    const { proposalId, serviceRequestId, clientBusinessId, userId, amount, currency, agreed } = question;
    // Each such request is an attempt of its own: its key is free again when it was refused.
    const attemptId = this.ids.next();
    const decision = await this.assess.decide({ ...question, attemptId });
    const expiresAt = new Date(this.clock.now().getTime() + KEPT_MS);
    const document = { _id: attemptId, proposalId, clientBusinessId, userId, amount, currency, agreedAmount: agreed.amount, agreedCurrency: agreed.currency, decision, expiresAt };
    const data = { proposalId, serviceRequestId, clientBusinessId, amount, currency, agreedAmount: agreed.amount, agreedCurrency: agreed.currency, decision: decision.outcome };
    await this.attempts.insert(EVERYTHING, document, [{ type: 'payment_attempt.refused', data }]);
    return new Problem(PAYMENT_PROBLEMS.AMOUNT_MISMATCH, { errors: differences(question) });
  }
}

function differences({ amount, currency, agreed }: RiskQuestion): { pointer: string; code: string; message: string }[] {
  const wrong = [
    { pointer: '/amount', code: 'AGREED', message: `must be ${agreed.amount}, as it was agreed`, isWrong: amount !== agreed.amount },
    { pointer: '/currency', code: 'AGREED', message: `must be ${agreed.currency}, as it was agreed`, isWrong: currency !== agreed.currency },
  ];
  return wrong.filter(({ isWrong }) => isWrong).map(({ pointer, code, message }) => ({ pointer, code, message }));
}
