import { Injectable } from '@nestjs/common';
import { decodeCursor, encodeCursor, type Page, type Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { type Filter, oneOf, range } from '@plumbline/database';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { REVIEW_STATES } from '../domain/states.js';
import { ReviewAccess } from './review-access.js';
import { REVIEW_SUMMARY_FIELDS, type ReviewSummary, reviewSummaryOf } from './review-view.js';

/** `queue`: what can be claimed. `mine`: what the navigator is reviewing. */
export const REVIEW_LISTS = ['queue', 'mine'] as const;

/** The ends of what a Date can be (ECMA-262 section 21.4.1.1): a cursor that somebody made up begins there. */
const FARTHEST_MS = 8.64e15;

/** Which part of which list. */
export interface ReviewQuery {
  readonly list: (typeof REVIEW_LISTS)[number];
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What waits for navigators or is with one, the oldest submission first. */
@Injectable()
export class ListReviews {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, { list, limit, cursor }: ReviewQuery): Promise<Page<ReviewSummary>> {
    const after = cursor === undefined ? undefined : placeFrom(cursor);
    const filter = list === 'queue' ? claimable(this.clock.now()) : { state: 'under_review' as const, 'review.by': principal.userId };
    const page = await this.assessments.page(await this.access.scope(principal), filter, { sort: { by: 'submittedAt', direction: 1 }, limit, after }, REVIEW_SUMMARY_FIELDS);
    const { next } = page;
    return { items: page.items.map((item) => reviewSummaryOf(item, principal.userId)), nextCursor: next === undefined ? null : encodeCursor([(next.value as Date).getTime(), next.id]) };
  }
}

/** What nobody holds, or somebody has let lie. The states are named so that the index is read in the order of submission. */
function claimable(now: Date): Filter<AssessmentDocument> {
  return { state: oneOf(REVIEW_STATES), $or: [{ state: 'submitted' }, { 'review.until': range({ lte: now }) }] };
}

function placeFrom(cursor: string): { readonly value: Date; readonly id: string } {
  const [at, id] = decodeCursor(cursor, ['number', 'string']) as [number, string];
  return { value: new Date(Math.min(Math.max(at, -FARTHEST_MS), FARTHEST_MS)), id };
}
