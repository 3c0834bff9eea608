import { checkAnswers, type Answer, type Answers } from './answers.js';
import type { Catalogue, Statement } from './catalogue/catalogue.js';

/** A statement short of yes, with its remediation and service category in `statement`. */
export interface Gap {
  readonly statement: Statement;
  /** `open`: nobody has answered it yet. */
  readonly answer: 'partial' | 'no' | 'open';
  /** The score that is missing: 0.5 for partial, 1 for no and for open. */
  readonly missing: number;
  /** Weight times missing score, 0.5 to 5: what closing the gap is worth inside its area. */
  readonly impact: number;
}

const SHORTFALL = { partial: 0.5, no: 1, open: 1 } as const;

/**
 * Lists what is short of yes, in the order in which to work on it: critical statements first, then by impact, then by id.
 *
 * @param catalogue the catalogue version that the assessment pins
 * @param answers by statement id; a statement without an entry is an open gap
 * @throws RangeError if {@link checkAnswers} has a finding
 */
export function gaps(catalogue: Catalogue, answers: Answers): readonly Gap[] {
  const findings = checkAnswers(catalogue, answers);
  if (findings.length > 0) throw new RangeError(`answers have no gaps to list: ${JSON.stringify(findings)}`);
  return catalogue.areas
    .flatMap((area) => area.statements)
    .flatMap((statement) => gapOf(statement, answers.get(statement.id)))
    .toSorted(byUrgency);
}

/** The gap of one statement: one or none. @param answer undefined when it is open. */
export function gapOf(statement: Statement, answer: Answer | undefined): Gap[] {
  if (answer === 'yes' || answer === 'not_applicable') return [];
  const kind = answer ?? 'open';
  const missing = SHORTFALL[kind];
  return [{ statement, answer: kind, missing, impact: statement.weight * missing }];
}

function byUrgency(one: Gap, other: Gap): number {
  const critical = Number(other.statement.critical) - Number(one.statement.critical);
  if (critical !== 0) return critical;
  if (one.impact !== other.impact) return other.impact - one.impact;
  return one.statement.id < other.statement.id ? -1 : 1;
}
