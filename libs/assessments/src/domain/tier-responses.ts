import { Problem, PROBLEMS, type FieldError } from '@plumbline/problems';
import type { Answer } from './answers.js';
import type { Tier } from './catalogue/catalogue.js';
import type { CatalogueEdition } from './catalogue-editions.js';

/** One row of a submission. */
export interface TierResponse {
  readonly statementId: string;
  /** null takes an earlier answer back: the statement is open again. */
  readonly answer: Answer | null;
  readonly reason?: string;
}

/** The answers to some statements of one tier. Statements that it does not name keep the answers that they have. */
export interface TierResponses {
  readonly tier: Tier;
  readonly responses: readonly TierResponse[];
}

/** Most findings in one answer; more would not help anybody. */
const FINDING_LIMIT = 50;

function finding(row: number, member: keyof TierResponse, code: string, message: string): FieldError {
  return { pointer: `/responses/${row}/${member}`, code, message };
}

function statementFinding(edition: CatalogueEdition, tier: Tier, response: TierResponse, row: number, seen: ReadonlySet<string>): FieldError | undefined {
  const { statementId } = response;
  const statement = edition.statements.get(statementId);
  if (statement === undefined) return finding(row, 'statementId', 'UNKNOWN_STATEMENT', `is not a statement of catalogue version ${edition.catalogue.version}`);
  if (statement.tier !== tier) return finding(row, 'statementId', 'WRONG_TIER', `is a statement of tier ${statement.tier}, not ${tier}`);
  if (seen.has(statementId)) return finding(row, 'statementId', 'DUPLICATE', 'is answered in an earlier row');
  return undefined;
}

function answerFindings(edition: CatalogueEdition, { statementId, answer, reason }: TierResponse, row: number): FieldError[] {
  const found: FieldError[] = [];
  if (answer === 'not_applicable') {
    if (edition.statements.get(statementId)?.critical === true) found.push(finding(row, 'answer', 'CRITICAL_STATEMENT', 'must not be not_applicable: the statement is critical'));
    if (reason === undefined) found.push(finding(row, 'reason', 'REQUIRED', 'is required for not_applicable'));
  }
  if (answer === null && reason !== undefined) found.push(finding(row, 'reason', 'NOT_ALLOWED', 'must be absent where the answer is taken back'));
  return found;
}

/**
 * Checks a submission against the catalogue that the assessment pins: every row by itself, so that one answer names all that is wrong.
 * @returns at most 50 findings, in the order of the rows; empty when all rows can stand.
 */
export function checkTierResponses(edition: CatalogueEdition, { tier, responses }: TierResponses): readonly FieldError[] {
  const seen = new Set<string>();
  const found: FieldError[] = [];
  for (const [row, response] of responses.entries()) {
    const wrong = statementFinding(edition, tier, response, row, seen);
    seen.add(response.statementId);
    found.push(...(wrong === undefined ? answerFindings(edition, response, row) : [wrong]));
  }
  return found.slice(0, FINDING_LIMIT);
}

/** The Problem that carries the findings of a submission. */
export function invalidResponses(findings: readonly FieldError[]): Problem {
  return new Problem(PROBLEMS.VALIDATION_FAILED, { detail: findings.length === 1 ? '1 field is not valid.' : `${findings.length} fields are not valid.`, errors: findings });
}
