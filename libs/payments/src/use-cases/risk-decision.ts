import type { RiskAnswer, RiskQuestion } from '../domain/risk.js';

/**
 * Decides on attempts to pay: before the confirmation, and again on the issuer's results. Whoever detects fraud implements it; the same
 * `attemptId` and stage get the same answer.
 */
export abstract class RiskDecision {
  abstract decide(question: RiskQuestion): Promise<RiskAnswer>;
}
