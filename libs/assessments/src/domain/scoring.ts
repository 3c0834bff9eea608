import { TIERS, type AreaId, type Catalogue, type Statement, type Tier } from './catalogue/catalogue.js';
import { checkAnswers, type Answers } from './answers.js';

/**
 * The ids of the statements whose answer somebody else has confirmed: accepted evidence on tier 2, a navigator's
 * verification on tier 3. Tier 1 is settled by declaration, so its ids need not be here. When an answer changes, its id
 * has to leave the set: what was confirmed was the old answer.
 */
export type Settlement = ReadonlySet<string>;

/**
 * What a score can be, as exact shares from 0 to 1; {@link toPercentages} rounds them for the door.
 * Always: `0 <= floor <= ceiling <= 1`, and `ceiling - floor = 1 - coverage` but for the last bits.
 */
export interface Band {
  /** The score if every open statement turned out as no. */
  readonly floor: number;
  /** The score if every open statement turned out as yes. */
  readonly ceiling: number;
  /** The share of weight that is settled. */
  readonly coverage: number;
}

/** The two bands of one thing; null where there is nothing to judge, which is not the same as 0. */
export interface Bands {
  /** An answer settles a statement. */
  readonly declared: Band | null;
  /** Tier 1 is settled by an answer, tiers 2 and 3 by an answer that is in the {@link Settlement}. */
  readonly verified: Band | null;
}

export interface AreaResult extends Bands {
  readonly area: AreaId;
}

/** One tier over all areas, by the same rule as the total: the mean of the areas. */
export interface TierResult extends Bands {
  readonly tier: Tier;
}

export interface Result {
  readonly total: Bands;
  /** In the order of the catalogue. */
  readonly areas: readonly AreaResult[];
  /** Tiers 1, 2 and 3. */
  readonly tiers: readonly TierResult[];
}

/** Whether an answer to this statement, once given, counts. */
export type Settles = (statement: Statement) => boolean;

/** Weights as exact numbers: whole ones, and halves in `earned`. */
export interface Tally {
  /** Of what is judged. */
  readonly weight: number;
  readonly earned: number;
  /** Of what is judged and not settled. */
  readonly open: number;
}

/** Settles by more than declaration: tier 1 by an answer, tiers 2 and 3 by one that is confirmed. */
export function byConfirmation(settled: Settlement): Settles {
  return (statement) => statement.tier === 1 || settled.has(statement.id);
}

/**
 * Scores an assessment: yes 1, partial 0.5, no 0; not_applicable leaves the denominator once it is settled. An area is
 * the weighted mean of its statements, the total the mean of the areas that have something to judge, so that a long
 * area does not outweigh a short one. Coverage follows the same means.
 *
 * An answer that is not settled counts as open whatever it says. For `verified` that includes not_applicable on tiers 2
 * and 3: otherwise a firm could raise its verified floor by declaring statements away. The rule is the product's
 * (design/product.md, Assessment).
 *
 * @param catalogue the catalogue version that the assessment pins
 * @param answers by statement id; a statement without an entry is open
 * @param settled the statements that are confirmed beyond declaration
 * @returns exact shares from 0 to 1
 * @throws RangeError if {@link checkAnswers} has a finding; the use case refuses such answers before they are stored
 */
export function score(catalogue: Catalogue, answers: Answers, settled: Settlement): Result {
  const findings = checkAnswers(catalogue, answers);
  if (findings.length > 0) throw new RangeError(`answers cannot be scored: ${JSON.stringify(findings)}`);
  const byDeclaration: Settles = () => true;
  const byVerification = byConfirmation(settled);
  const judge = (statements: readonly Statement[]): Bands => ({
    declared: bandOf(statements, answers, byDeclaration),
    verified: bandOf(statements, answers, byVerification),
  });

  const areas = catalogue.areas.map((area) => ({ area: area.id, ...judge(area.statements) }));
  const tiers = TIERS.map((tier) => ({
    tier,
    ...meanOf(catalogue.areas.map((area) => judge(area.statements.filter((statement) => statement.tier === tier)))),
  }));
  return { total: meanOf(areas), areas, tiers };
}

/**
 * Turns the exact shares of a result into percentages from 0 to 100, rounded to one decimal. Only for what leaves the
 * service: thresholds are compared with the exact shares, or 69.96 % would pass as 70.
 */
export function toPercentages(result: Result): Result {
  return {
    total: bandsInPercent(result.total),
    areas: result.areas.map((area) => ({ area: area.area, ...bandsInPercent(area) })),
    tiers: result.tiers.map((tier) => ({ tier: tier.tier, ...bandsInPercent(tier) })),
  };
}

/** What statements weigh and earn; see {@link score}. */
export function tally(statements: readonly Statement[], answers: Answers, settles: Settles): Tally {
  let weight = 0;
  let earned = 0;
  let open = 0;
  for (const statement of statements) {
    const answer = settles(statement) ? answers.get(statement.id) : undefined;
    if (answer === 'not_applicable') continue;
    weight += statement.weight;
    if (answer === undefined) open += statement.weight;
    else earned += statement.weight * WORTH[answer];
  }
  return { weight, earned, open };
}

function bandOf(statements: readonly Statement[], answers: Answers, settles: Settles): Band | null {
  const { weight, earned, open } = tally(statements, answers, settles);
  if (weight === 0) return null;
  return { floor: earned / weight, ceiling: (earned + open) / weight, coverage: (weight - open) / weight };
}

const WORTH = { yes: 1, partial: 0.5, no: 0 } as const;

function meanOf(parts: readonly Bands[]): Bands {
  return {
    declared: meanBand(parts.map((part) => part.declared)),
    verified: meanBand(parts.map((part) => part.verified)),
  };
}

function meanBand(bands: readonly (Band | null)[]): Band | null {
  const judged = bands.filter((band) => band !== null);
  if (judged.length === 0) return null;
  return {
    floor: mean(judged.map((band) => band.floor)),
    ceiling: mean(judged.map((band) => band.ceiling)),
    coverage: mean(judged.map((band) => band.coverage)),
  };
}

/** Summed from the smallest, so that the last bit does not depend on the order of the areas. */
function mean(shares: readonly number[]): number {
  return shares.toSorted((a, b) => a - b).reduce((sum, share) => sum + share, 0) / shares.length;
}

function bandsInPercent({ declared, verified }: Bands): Bands {
  return { declared: bandInPercent(declared), verified: bandInPercent(verified) };
}

function bandInPercent(band: Band | null): Band | null {
  if (band === null) return null;
  return { floor: inPercent(band.floor), ceiling: inPercent(band.ceiling), coverage: inPercent(band.coverage) };
}

function inPercent(share: number): number {
  return Math.round(share * 1000) / 10;
}
