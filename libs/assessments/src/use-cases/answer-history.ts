import { Injectable } from '@nestjs/common';
import { duplicateKeyIndex, EVERYTHING, type Found } from '@plumbline/database';
import { AnswerHistoryRepository, type HistoryChapter, type StoredChange } from '../data/answer-history.repository.js';
import type { AssessmentDocument, StoredRevision } from '../data/assessment.schema.js';
import { type AnswerChange, type AnswersThen, changesOf, type Revision } from '../domain/history/answer-changes.js';
import { givenOf } from './reviewed.js';

/** What is read of an assessment to know its latest revisions. */
export const REVISION_FIELDS = ['businessId', 'revisions'] as const;
type WithRevisions = Found<AssessmentDocument, (typeof REVISION_FIELDS)[number]>;

/** Where a reader goes on: behind this change, towards the older ones. */
export interface HistoryPlace {
  readonly version: number;
  readonly statementId: string;
}

/** Which changes are looked for. */
export interface HistoryQuery {
  readonly statementId?: string | undefined;
  readonly after?: HistoryPlace | undefined;
  /** 1..101 */
  readonly most: number;
}

/** Chapters that are read at once; each has one matching change at least. */
const CHAPTERS = 5;

/**
 * What became of each answer. The latest revisions stand in the assessment's own document, put there by the write that made them, so
 * that none is lost and answering costs one round trip; from a certain weight on they are moved into a chapter of their own.
 */
@Injectable()
export class AnswerHistory {
  constructor(private readonly chapters: AnswerHistoryRepository) {}

  /** Stores the revisions that stand in the assessment as a chapter; the caller takes them out of it afterwards. Done twice it is done once. */
  async keep(assessment: WithRevisions): Promise<void> {
    const before = await this.#latest(assessment._id);
    const revisions = revisionsOf(assessment, before?.last ?? 0);
    const [first, last] = [revisions[0]?.version, revisions.at(-1)?.version];
    if (first === undefined || last === undefined) return;
    const { changes, after } = changesOf(answersAfter(before), revisions);
    const chapter = {
      _id: `${assessment._id}:${String(first).padStart(10, '0')}`,
      businessId: assessment.businessId,
      assessmentId: assessment._id,
      first,
      last,
      statementIds: [...new Set(changes.map(({ statementId }) => statementId))],
      content: { changes: changes.map(toStored), after: Object.fromEntries([...after].map(([id, { answer, reason }]) => [id, { a: answer, ...(reason === undefined ? {} : { r: reason }) }])) },
    };
    await this.chapters.insert(EVERYTHING, chapter).catch((error: unknown) => {
      if (duplicateKeyIndex(error) !== '_id_') throw error;
    });
  }

  /** Changes, newest first, of an assessment that the caller may read. */
  async read(assessment: WithRevisions, { statementId, after, most }: HistoryQuery): Promise<readonly AnswerChange[]> {
    const wanted = (change: AnswerChange): boolean => (statementId === undefined || change.statementId === statementId) && (after === undefined || isBehind(change, after));
    const latest = await this.#latest(assessment._id);
    const found = changesOf(answersAfter(latest), revisionsOf(assessment, latest?.last ?? 0)).changes.filter(wanted).toReversed();
    const filter = { assessmentId: assessment._id, ...(statementId === undefined ? {} : { statementIds: statementId }) };
    let below = after?.version ?? Number.MAX_SAFE_INTEGER;
    while (found.length < most) {
      const chapters = await this.chapters.before(filter, below, CHAPTERS);
      found.push(...chapters.flatMap(({ content }) => content.changes.map(toChange).filter(wanted).toReversed()));
      if (chapters.length < CHAPTERS) break;
      below = (chapters.at(-1)?.first ?? 0) - 1;
    }
    return found.slice(0, most);
  }

  #latest(assessmentId: string): Promise<Found<HistoryChapter, 'last' | 'content'> | undefined> {
    return this.chapters.latest(assessmentId);
  }
}

function answersAfter(chapter: Pick<HistoryChapter, 'content'> | undefined): AnswersThen {
  return new Map(Object.entries(chapter?.content.after ?? {}).map(([statementId, answer]) => [statementId, givenOf(answer)]));
}

/** The revisions behind the latest chapter: those that a crash left in both places count once. */
function revisionsOf({ revisions = [] }: { readonly revisions?: readonly StoredRevision[] }, last: number): readonly Revision[] {
  return revisions.filter(({ v }) => v > last).map(({ v, at, by, rows }) => ({ version: v, at, by, rows: new Map(Object.entries(rows).map(([id, { a, r }]) => [id, a === undefined ? null : { answer: a, reason: r }])) }));
}

function isBehind({ version, statementId }: AnswerChange, place: HistoryPlace): boolean {
  return version < place.version || (version === place.version && statementId < place.statementId);
}

function toStored({ version, statementId, from, to, reason, at, by }: AnswerChange): StoredChange {
  return { v: version, s: statementId, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }), ...(reason === undefined ? {} : { r: reason }), at, by };
}

function toChange({ v, s, from, to, r, at, by }: StoredChange): AnswerChange {
  return { version: v, statementId: s, from: from ?? null, to: to ?? null, reason: r, at, by };
}
