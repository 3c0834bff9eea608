import type { CardFacts, IssuerResults } from './card.js';

/** EMV 3-D Secure's three answers. */
export const RISK_OUTCOMES = ['frictionless', 'challenge', 'deny'] as const;
export type RiskOutcome = (typeof RISK_OUTCOMES)[number];

/** `attempt`: before the confirmation. `issuer`: on the issuer's results, before the capture. */
export type RiskStage = 'attempt' | 'issuer';

/** What is known of an attempt to pay. */
export interface RiskQuestion {
  readonly stage: RiskStage;
  /** Stable over repetitions: asking again must not count twice. */
  readonly attemptId: string;
  readonly paymentId?: string;
  readonly userId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  readonly proposalId: string;
  readonly serviceRequestId: string;
  readonly amount: number;
  readonly currency: string;
  /** What was agreed; differs from `amount` and `currency` only when somebody tampered. */
  readonly agreed: { readonly amount: number; readonly currency: string };
  readonly card?: CardFacts;
  readonly billingCountry?: string;
  readonly clientAddress?: string;
  /** When this person first asked what the proposal costs, within a day; by the server's clock. */
  readonly quotedAt?: Date;
  readonly issuer?: IssuerResults;
}

/** Reasons are for analysts, never for the payer. */
export interface RiskAnswer {
  readonly outcome: RiskOutcome;
  readonly reasons: readonly string[];
  /** Where the decision is explained and can be replayed. */
  readonly reference?: string;
}

/** As it is kept with the payment. */
export interface RiskDecisionRecord extends RiskAnswer {
  readonly stage: RiskStage;
  readonly attemptId: string;
  readonly at: Date;
}
