import type { Found } from '@plumbline/database';
import type { AssessmentDocument, StoredAnswer, StoredEvidence, StoredRuling } from '../data/assessment.schema.js';
import type { Answer } from '../domain/answers.js';
import type { CatalogueEditions } from '../domain/catalogue-editions.js';
import type { Given, Reviewed, RuledEvidence, Verdict } from '../domain/review/rulings.js';
import { catalogueOf } from './assessment-view.js';

/** What is read to say what is settled and what is open. */
export const REVIEWED_FIELDS = ['catalogueVersion', 'answers', 'evidence', 'verdicts'] as const;

/** A file of evidence and the key under which it stands. */
export interface KeyedEvidence {
  readonly key: string;
  readonly statementId: string;
  readonly stored: StoredEvidence;
}

/** Where a file stands in an assessment: the statement and the content, so that the same content is there once for a statement. */
export function evidenceKey(statementId: string, sha256: string): string {
  return `${statementId}:${sha256}`;
}

/** The files of an assessment, in the order in which they came. */
export function evidenceOf({ evidence = {} }: Pick<AssessmentDocument, 'evidence'>): readonly KeyedEvidence[] {
  const keyed = Object.entries(evidence).map(([key, stored]) => ({ key, statementId: key.slice(0, key.indexOf(':')), stored }));
  return keyed.toSorted((one, other) => one.stored.at.getTime() - other.stored.at.getTime() || (one.stored.id < other.stored.id ? -1 : 1));
}

/** Of the content, lower-case hex. */
export function sha256Of({ key }: KeyedEvidence): string {
  return key.slice(key.indexOf(':') + 1);
}

export function givenOf({ a, r }: Pick<StoredAnswer, 'a' | 'r'>): Given {
  return { answer: a, reason: r };
}

/** The answer that a decision was about. */
function aboutOf(ruling: StoredRuling | undefined): Given | undefined {
  return ruling?.a === undefined ? undefined : { answer: ruling.a, reason: ruling.r };
}

/** A decision about an answer as it stands now. @param why the navigator's words. */
export function rulingOn(present: { readonly a: Answer; readonly r?: string } | undefined, at: Date, by: string, why: string | undefined): StoredRuling {
  return { at, by, ...(why === undefined ? {} : { why }), ...(present === undefined ? {} : { a: present.a, ...(present.r === undefined ? {} : { r: present.r }) }) };
}

/** An assessment as the rules of review see it. */
export function reviewedOf(found: Found<AssessmentDocument, (typeof REVIEWED_FIELDS)[number]>, editions: CatalogueEditions): Reviewed {
  const evidence = evidenceOf(found).map(({ statementId, stored }): RuledEvidence => ({ id: stored.id, statementId, state: stored.state, about: aboutOf(stored.ruling) }));
  const verdicts = Object.entries(found.verdicts ?? {}).flatMap(([statementId, stored]): [string, Verdict][] => {
    const about = aboutOf(stored);
    return about === undefined ? [] : [[statementId, { decision: stored.d, about }]];
  });
  const answers = new Map(Object.entries(found.answers).map(([statementId, answer]) => [statementId, givenOf(answer)]));
  return { edition: catalogueOf(found, editions), answers, evidence, verdicts: new Map(verdicts) };
}
