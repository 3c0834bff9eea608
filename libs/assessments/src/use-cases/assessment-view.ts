import type { Found } from '@plumbline/database';
import type { AssessmentDocument, StoredAnswers } from '../data/assessment.schema.js';
import type { Answer, Answers } from '../domain/answers.js';
import { progress, type TierProgress } from '../domain/completeness.js';
import type { PublishedCatalogue, PublishedCatalogues } from '../domain/published-catalogues.js';
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
}

/** One answer as it was given. */
export interface AnswerView {
  readonly statementId: string;
  readonly answer: Answer;
  readonly reason?: string;
  readonly answeredAt: string;
  readonly answeredBy: string;
}

/** An assessment with its answers, in the order of the catalogue. */
export interface AssessmentView extends AssessmentSummary {
  readonly progress: readonly TierProgress[];
  readonly answers: readonly AnswerView[];
}

/** What is read for a list: no answers. */
export const SUMMARY_FIELDS = ['v', 'businessId', 'catalogueVersion', 'state', 'startedAt', 'submittedAt'] as const;
/** What is read to show an assessment. */
export const VIEW_FIELDS = [...SUMMARY_FIELDS, 'answers'] as const;

export function summaryOf({ _id, v, businessId, catalogueVersion, state, startedAt, submittedAt }: Found<AssessmentDocument, (typeof SUMMARY_FIELDS)[number]>): AssessmentSummary {
  return { id: _id, version: v, businessId, catalogueVersion, state, startedAt: startedAt.toISOString(), submittedAt: submittedAt?.toISOString() ?? null };
}

export function viewOf(found: Found<AssessmentDocument, (typeof VIEW_FIELDS)[number]>, catalogues: PublishedCatalogues): AssessmentView {
  const published = catalogueOf(found, catalogues);
  const answers = [...published.statements.keys()].flatMap((statementId) => {
    const stored = found.answers[statementId];
    if (stored === undefined) return [];
    return [{ statementId, answer: stored.a, ...(stored.r === undefined ? {} : { reason: stored.r }), answeredAt: stored.at.toISOString(), answeredBy: stored.by }];
  });
  return { ...summaryOf(found), progress: progress(published, keysOf(found.answers)), answers };
}

/**
 * The catalogue that an assessment pins.
 * @throws Error when it was never published: the document was not written by this service.
 */
export function catalogueOf({ _id, catalogueVersion }: Pick<AssessmentDocument, '_id' | 'catalogueVersion'>, catalogues: PublishedCatalogues): PublishedCatalogue {
  const published = catalogues.version(catalogueVersion);
  if (published === undefined) throw new Error(`Assessment ${_id} pins catalogue version ${catalogueVersion}, which was never published.`);
  return published;
}

/** Stored answers as the scoring takes them. */
export function answersOf(stored: StoredAnswers): Answers {
  return new Map(Object.entries(stored).map(([statementId, { a }]) => [statementId, a]));
}

/** Which statements have an answer. */
export function keysOf(stored: StoredAnswers): { has(statementId: string): boolean } {
  return { has: (statementId) => Object.hasOwn(stored, statementId) };
}
