import type { Answers } from '../answers.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { byConfirmation, score, type Settlement, type Tally, tally } from '../scoring.js';

/** The verified floor from which on a certificate is issued, in percent (design/product.md, Certificate). */
export const CERTIFIED_FROM_PERCENT = 70;

/** What a verification came to. */
export interface Outcome {
  /** Shares from 0 to 1; 0 where there is nothing to judge. */
  readonly verifiedFloor: number;
  readonly declaredFloor: number;
  /** Critical statements that failed: those whose confirmed answer is not `yes`. */
  readonly criticalFailed: number;
  /** Whether it earns a certificate: a verified floor of 70 % or more, and no critical statement failed. */
  readonly eligible: boolean;
}

/**
 * What an assessment amounts to once a navigator has decided everything.
 *
 * A critical statement is one without which a buyer refuses the firm. It fails unless its answer is `yes` and confirmed: `partial` is
 * not having it, and one that is left open or unproven has not been shown, or a firm could dodge it by silence.
 * @param settled as in {@link score}
 */
export function outcomeOf(catalogue: Catalogue, answers: Answers, settled: Settlement): Outcome {
  const { total } = score(catalogue, answers, settled);
  const settles = byConfirmation(settled);
  const critical = catalogue.areas.flatMap(({ statements }) => statements).filter((statement) => statement.critical);
  const criticalFailed = critical.filter((statement) => !(settles(statement) && answers.get(statement.id) === 'yes')).length;
  const reached = meanReaches(CERTIFIED_FROM_PERCENT, catalogue.areas.map(({ statements }) => tally(statements, answers, settles)));
  return { verifiedFloor: total.verified?.floor ?? 0, declaredFloor: total.declared?.floor ?? 0, criticalFailed, eligible: reached && criticalFailed === 0 };
}

/**
 * Whether the mean of `earned / weight` is at least so many percent. Reckoned in whole numbers: ten areas of exactly 70 % sum up to a
 * little less than 7 in floating point, and to a little more in another order.
 */
export function meanReaches(percent: number, areas: readonly Tally[]): boolean {
  const judged = areas.filter(({ weight }) => weight > 0);
  if (judged.length === 0) return false;
  let [sum, denominator] = [0n, 1n];
  for (const { earned, weight } of judged) {
    const [part, whole] = [BigInt(earned * 2), BigInt(weight * 2)];
    [sum, denominator] = [sum * whole + part * denominator, denominator * whole];
  }
  return sum * 100n >= BigInt(percent) * BigInt(judged.length) * denominator;
}
