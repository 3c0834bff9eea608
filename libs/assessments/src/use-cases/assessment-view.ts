import type { Found } from '@plumbline/database';
import type { AssessmentDocument, StoredAnswer, StoredAnswers, StoredVerdict } from '../data/assessment.schema.js';
import type { Answer, Answers } from '../domain/answers.js';
import { progress, type TierProgress } from '../domain/completeness.js';
import type { CatalogueEdition, CatalogueEditions } from '../domain/catalogue-editions.js';
import type { Verdict } from '../domain/review/rulings.js';
import type { AssessmentState } from '../domain/states.js';

/** An assessment in a list. */
export interface AssessmentSummary {
  readonly id: string;
  readonly version: number;
  readonly businessId: string;
  readonly catalogueVersion: number;
  readonly state: AssessmentState;
  readonly startedAt: string;
  readonly submittedAt: string | null;
  /** When a navigator verified it, and until when that holds. */
  readonly verifiedAt: string | null;
  readonly expiresAt: string | null;
}

/** What a navigator found of the answer to a statement of tier 3. */
export interface VerdictView {
  readonly decision: Verdict['decision'];
  readonly reason?: string;
  readonly decidedAt: string;
  /** Whether it was about the answer that stands now. */
  readonly stands: boolean;
}

/** One answer as it was given. */
export interface AnswerView {
  readonly statementId: string;
  readonly answer: Answer;
  readonly reason?: string;
  readonly answeredAt: string;
  readonly answeredBy: string;
  readonly verdict?: VerdictView;
}

/** An assessment with its answers, in the order of the catalogue. */
export interface AssessmentView extends AssessmentSummary {
  /** Why it came back from review; null once it is handed in again. */
  readonly returned: { readonly at: string; readonly reason: string } | null;
  readonly progress: readonly TierProgress[];
  readonly answers: readonly AnswerView[];
}

/** What is read for a list: no answers. */
export const SUMMARY_FIELDS = ['v', 'businessId', 'catalogueVersion', 'state', 'startedAt', 'submittedAt', 'verifiedAt', 'expiresAt'] as const;
/** What is read to show an assessment. */
export const VIEW_FIELDS = [...SUMMARY_FIELDS, 'answers', 'verdicts', 'returned'] as const;

export function summaryOf({ _id, v, businessId, catalogueVersion, state, startedAt, submittedAt, verifiedAt, expiresAt }: Found<AssessmentDocument, (typeof SUMMARY_FIELDS)[number]>): AssessmentSummary {
  return { id: _id, version: v, businessId, catalogueVersion, state, startedAt: startedAt.toISOString(), submittedAt: textOf(submittedAt), verifiedAt: textOf(verifiedAt), expiresAt: textOf(expiresAt) };
}

export function viewOf(found: Found<AssessmentDocument, (typeof VIEW_FIELDS)[number]>, editions: CatalogueEditions): AssessmentView {
  const edition = catalogueOf(found, editions);
  const answers = [...edition.statements.keys()].flatMap((statementId) => answerViewOf(statementId, found) ?? []);
  const { returned } = found;
  return { ...summaryOf(found), returned: returned === undefined ? null : { at: returned.at.toISOString(), reason: returned.reason }, progress: progress(edition, keysOf(found.answers)), answers };
}

/** The answer to one statement with what a navigator found of it; undefined where it is open. */
export function answerViewOf(statementId: string, { answers, verdicts }: Pick<AssessmentDocument, 'answers' | 'verdicts'>): AnswerView | undefined {
  const stored = answers[statementId];
  if (stored === undefined) return undefined;
  const { a, r, at, by } = stored;
  return { statementId, answer: a, ...(r === undefined ? {} : { reason: r }), answeredAt: at.toISOString(), answeredBy: by, ...verdictOn(stored, verdicts?.[statementId]) };
}

function verdictOn(answer: StoredAnswer, verdict: StoredVerdict | undefined): { readonly verdict?: VerdictView } {
  if (verdict === undefined) return {};
  const { d, why, at } = verdict;
  return { verdict: { decision: d, ...(why === undefined ? {} : { reason: why }), decidedAt: at.toISOString(), stands: verdict.a === answer.a && verdict.r === answer.r } };
}

function textOf(at: Date | undefined): string | null {
  return at?.toISOString() ?? null;
}

/**
 * The catalogue that an assessment pins.
 * @throws Error when this service does not ship it: the document was not written by this service.
 */
export function catalogueOf({ _id, catalogueVersion }: Pick<AssessmentDocument, '_id' | 'catalogueVersion'>, editions: CatalogueEditions): CatalogueEdition {
  const edition = editions.version(catalogueVersion);
  if (edition === undefined) throw new Error(`Assessment ${_id} pins catalogue version ${catalogueVersion}, which this service does not ship.`);
  return edition;
}

/** Stored answers as the scoring takes them. */
export function answersOf(stored: StoredAnswers): Answers {
  return new Map(Object.entries(stored).map(([statementId, { a }]) => [statementId, a]));
}

/** Which statements have an answer. */
export function keysOf(stored: StoredAnswers): { has(statementId: string): boolean } {
  return { has: (statementId) => Object.hasOwn(stored, statementId) };
}
