import { Injectable } from '@nestjs/common';
import type { RiskAnswer, RiskQuestion } from '../domain/risk.js';
import { RiskDecision } from '../use-cases/risk-decision.js';

const FAILED = 'fail';

/**
 * Knows nothing about fraud, so it challenges every attempt; denies what was tampered with (rule 008), and on the issuer's results what
 * failed the check of its security code (rule 025). The fraud library takes its place.
 */
@Injectable()
export class CautiousRiskDecision extends RiskDecision {
  override decide({ stage, amount, currency, agreed, issuer }: RiskQuestion): Promise<RiskAnswer> {
    if (amount !== agreed.amount || currency !== agreed.currency) return Promise.resolve({ outcome: 'deny', reasons: ['AMOUNT_TAMPER'] });
    if (stage === 'attempt') return Promise.resolve({ outcome: 'challenge', reasons: ['FEATURE_UNAVAILABLE'] });
    return Promise.resolve(issuer?.cvcCheck === FAILED ? { outcome: 'deny', reasons: ['VERIFY_FAIL'] } : { outcome: 'frictionless', reasons: [] });
  }
}
