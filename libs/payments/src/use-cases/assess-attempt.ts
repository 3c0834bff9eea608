import { Injectable } from '@nestjs/common';
import { invalidFields } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Problem } from '@plumbline/problems';
import { type Attempt, recorded } from '../domain/attempts.js';
import type { CardFacts } from '../domain/payment.js';
import { PAYMENT_PROBLEMS } from '../domain/problems.js';
import type { RiskDecisionRecord, RiskQuestion } from '../domain/risk.js';
import { paymentAttempts } from './payment-metrics.js';
import { PaymentProcessor, type PaymentSource, ProcessorRefusal } from './payment-processor.js';
import { RiskDecision } from './risk-decision.js';

const ONE_SOURCE = 'must be there, or savedMethodId in its place';
const NOT_BOTH = 'must not be there beside confirmationToken';

/** What is done with each attempt before anything is asked of the processor: its source is read, and it is decided on. */
@Injectable()
export class AssessAttempt {
  constructor(
    private readonly processor: PaymentProcessor,
    private readonly risk: RiskDecision,
    private readonly clock: Clock,
  ) {}

  /**
   * Facts of the card that is paid with.
   * @throws Problem CONFIRMATION_TOKEN_UNUSABLE, SAVED_METHOD_UNUSABLE, each at its field; DEPENDENCY_DOWN.
   */
  async readCard(customerId: string | undefined, attempt: Attempt): Promise<CardFacts> {
    try {
      return await this.processor.readSource(customerId, sourceOf(attempt));
    } catch (error) {
      throw unusable(error, attempt) ?? error;
    }
  }

  /** @throws whatever the decision throws: without one nothing is sent. */
  async decide(question: RiskQuestion): Promise<RiskDecisionRecord> {
    const answer = await this.risk.decide(question);
    const isTampered = question.amount !== question.agreed.amount || question.currency !== question.agreed.currency;
    if (question.stage === 'attempt') paymentAttempts.inc({ outcome: isTampered ? 'tampered' : answer.outcome });
    return recorded(answer, question.stage, question.attemptId, this.clock.now());
  }
}

/** @throws Problem VALIDATION_FAILED unless there is exactly one. */
export function sourceOf({ confirmationToken, savedMethodId }: Omit<Attempt, 'saveMethod'>): PaymentSource {
  if (confirmationToken !== undefined && savedMethodId !== undefined) throw invalidFields([{ pointer: '/savedMethodId', code: 'EXCLUSIVE', message: NOT_BOTH }]);
  if (confirmationToken !== undefined) return { confirmationToken };
  if (savedMethodId !== undefined) return { savedMethodId };
  throw invalidFields([{ pointer: '/confirmationToken', code: 'REQUIRED', message: ONE_SOURCE }]);
}

/** The processor's codes for a source that nothing can be paid with. */
const UNUSABLE: readonly string[] = ['token_unusable', 'method_unusable'];

/** The problem that a refused source is; undefined for all other errors. */
export function unusable(error: unknown, { confirmationToken }: Omit<Attempt, 'saveMethod'>): Problem | undefined {
  return error instanceof ProcessorRefusal ? unusableSource(error.code, confirmationToken !== undefined, error) : undefined;
}

/** The same by the code that an operation was refused with. */
export function unusableSource(code: string | undefined, isToken: boolean, cause?: unknown): Problem | undefined {
  if (code === undefined || !UNUSABLE.includes(code)) return undefined;
  const [type, pointer] = isToken ? ([PAYMENT_PROBLEMS.CONFIRMATION_TOKEN_UNUSABLE, '/confirmationToken'] as const) : ([PAYMENT_PROBLEMS.SAVED_METHOD_UNUSABLE, '/savedMethodId'] as const);
  return new Problem(type, { errors: [{ pointer, code: 'UNUSABLE', message: 'is unknown, used or too old' }], ...(cause === undefined ? {} : { cause }) });
}
