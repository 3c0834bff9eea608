import type { Found } from '@plumbline/database';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import type { CatalogueEditions } from '../domain/catalogue-editions.js';
import type { Statement } from '../domain/catalogue/catalogue.js';
import { type Outcome, outcomeOf } from '../domain/review/outcome.js';
import { openMatters, settledStatements } from '../domain/review/rulings.js';
import type { AssessmentState } from '../domain/states.js';
import { type AnswerView, answersOf, answerViewOf } from './assessment-view.js';
import { type EvidenceView, evidenceViews } from './evidence-view.js';
import { REVIEWED_FIELDS, reviewedOf } from './reviewed.js';

/** An assessment in a navigator's list: nothing that the firm wrote. */
export interface ReviewSummary {
  readonly assessmentId: string;
  readonly version: number;
  readonly businessId: string;
  readonly catalogueVersion: number;
  readonly state: AssessmentState;
  readonly submittedAt: string;
  readonly files: number;
  readonly heldByMe: boolean;
  /** When the claim on it lapses; null when nobody has one. */
  readonly heldUntil: string | null;
}

/** A statement with what the firm says and shows for it. */
export interface ReviewStatement extends Statement {
  readonly answer: AnswerView | null;
  readonly files: readonly EvidenceView[];
  /** Whether the answer is confirmed. */
  readonly settled: boolean;
}

/** All that a reviewer needs. */
export interface ReviewView extends ReviewSummary {
  /** In the order of the catalogue. */
  readonly statements: readonly ReviewStatement[];
  readonly openEvidence: readonly string[];
  readonly openStatements: readonly string[];
  /** What it would come to if it were verified now. */
  readonly outcome: Outcome;
}

export const REVIEW_SUMMARY_FIELDS = ['v', 'businessId', 'catalogueVersion', 'state', 'submittedAt', 'startedAt', 'fileCount', 'review'] as const;
export const REVIEW_FIELDS = [...REVIEW_SUMMARY_FIELDS, ...REVIEWED_FIELDS] as const;

export function reviewSummaryOf(found: Found<AssessmentDocument, (typeof REVIEW_SUMMARY_FIELDS)[number]>, reviewerId: string): ReviewSummary {
  const { _id, v, businessId, catalogueVersion, state, submittedAt, startedAt, fileCount = 0, review } = found;
  return { assessmentId: _id, version: v, businessId, catalogueVersion, state, submittedAt: (submittedAt ?? startedAt).toISOString(), files: fileCount, heldByMe: review?.by === reviewerId, heldUntil: review?.until.toISOString() ?? null };
}

export function reviewViewOf(found: Found<AssessmentDocument, (typeof REVIEW_FIELDS)[number]>, reviewerId: string, editions: CatalogueEditions): ReviewView {
  const reviewed = reviewedOf(found, editions);
  const settled = settledStatements(reviewed);
  const { evidence, statements } = openMatters(reviewed);
  const files = evidenceViews(found);
  const { catalogue } = reviewed.edition;
  const rows = [...reviewed.edition.statements.values()].map((statement): ReviewStatement => {
    const { id, tier } = statement;
    const answer = answerViewOf(id, found) ?? null;
    return { ...statement, answer, files: files.filter(({ statementId }) => statementId === id), settled: tier === 1 ? answer !== null : settled.has(id) };
  });
  return { ...reviewSummaryOf(found, reviewerId), statements: rows, openEvidence: evidence, openStatements: statements, outcome: outcomeOf(catalogue, answersOf(found.answers), settled) };
}
