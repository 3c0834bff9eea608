export { PaymentsModule } from './payments.module.js';
export { RiskDecision } from './use-cases/risk-decision.js';
export type { RiskAnswer, RiskOutcome, RiskQuestion } from './domain/risk.js';
export { PAYMENT_PROBLEMS } from './domain/problems.js';
export { ShowPayment, type ShownPayment } from './use-cases/show-payment.js';
export type { RecordedChange, TimelineLine } from './domain/timeline.js';
export { inWords } from './domain/money.js';
export { ACCOUNTS, balanceOf } from './domain/ledger.js';
export { CompareBalance, type ComparisonReport } from './use-cases/books/compare-balance.js';
