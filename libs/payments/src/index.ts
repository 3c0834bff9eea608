export { PaymentsModule } from './payments.module.js';
export { RiskDecision } from './use-cases/risk-decision.js';
export type { RiskAnswer, RiskOutcome, RiskQuestion } from './domain/risk.js';
export { PAYMENT_PROBLEMS } from './domain/problems.js';
