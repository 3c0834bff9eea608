import type { Catalogue } from './catalogue/catalogue.js';

export const ANSWERS = ['yes', 'partial', 'no', 'not_applicable'] as const;
export type Answer = (typeof ANSWERS)[number];

/** Answers by statement id. A statement without an entry is open. */
export type Answers = ReadonlyMap<string, Answer>;

/** Why one answer cannot stand. */
export interface AnswerFinding {
  readonly statementId: string;
  readonly reason: 'unknown_statement' | 'unknown_answer' | 'not_applicable_on_critical';
}

/**
 * Checks answers against the catalogue that the assessment pins, before they are stored.
 *
 * @param catalogue the pinned catalogue
 * @param answers all answers of an assessment, or only those just sent
 * @returns one finding for each answer that must be refused, in the order of the answers; empty when all can stand
 */
export function checkAnswers(catalogue: Catalogue, answers: Answers): readonly AnswerFinding[] {
  const critical = new Map(
    catalogue.areas.flatMap((area) => area.statements.map((statement) => [statement.id, statement.critical])),
  );
  const findings: AnswerFinding[] = [];
  for (const [statementId, answer] of answers) {
    if (!critical.has(statementId)) findings.push({ statementId, reason: 'unknown_statement' });
    else if (!ANSWERS.includes(answer)) findings.push({ statementId, reason: 'unknown_answer' });
    else if (answer === 'not_applicable' && critical.get(statementId) === true) {
      findings.push({ statementId, reason: 'not_applicable_on_critical' });
    }
  }
  return findings;
}
