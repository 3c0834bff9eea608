import { Injectable } from '@nestjs/common';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { absent, range, type Transition } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import type { ReviewScope } from '../data/review-scope.js';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { hasTakenPart } from '../domain/review/conflict-of-interest.js';
import { leaseUntil } from '../domain/review/lease.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { HOLDER_FIELDS, holds, ReviewAccess } from './review-access.js';
import { REVIEW_SUMMARY_FIELDS, type ReviewSummary, reviewSummaryOf } from './review-view.js';

/**
 * Takes up an assessment for half an hour; each decision renews it. One write decides: of two at once one wins. A claim that has lapsed
 * can be taken over, and whoever has it already renews it.
 */
@Injectable()
export class ClaimReview {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_HELD with the moment at which it lapses as `until`, STATE_CONFLICT when it is not in review. */
  execute(principal: Principal, assessmentId: string): Promise<ReviewSummary> {
    const { userId } = principal;
    return this.access.run(principal, assessmentId, async (scope) => {
      const { businessId, ...found } = await this.assessments.get(scope, assessmentId, ['businessId', 'startedBy', 'answers', 'evidence', ...HOLDER_FIELDS]);
      if (hasTakenPart(userId, found)) throw new Problem(BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST);
      const now = this.clock.now();
      try {
        const claimed = holds(found, userId) ? await this.#renew(scope, assessmentId, userId, now) : await this.assessments.transition(scope, assessmentId, claim(businessId, found.review?.by, userId, now), REVIEW_SUMMARY_FIELDS);
        return reviewSummaryOf(claimed, userId);
      } catch (error) {
        throw await this.#explain(error, scope, assessmentId);
      }
    });
  }

  /** Nothing happens but that time is given, so it tells nobody. */
  #renew(scope: ReviewScope, assessmentId: string, userId: string, now: Date) {
    return this.assessments.update(scope, assessmentId, { when: { state: 'under_review', 'review.by': userId }, set: { 'review.since': now, 'review.until': leaseUntil(now) } }, REVIEW_SUMMARY_FIELDS);
  }

  async #explain(error: unknown, scope: ReviewScope, assessmentId: string): Promise<unknown> {
    if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) return error;
    const { state, review } = await this.assessments.get(scope, assessmentId, HOLDER_FIELDS);
    if (state !== 'under_review' || review === undefined) return error;
    return new Problem(ASSESSMENT_PROBLEMS.REVIEW_HELD, { extensions: { until: review.until.toISOString() }, cause: error });
  }
}

/** @param from whose claim had lapsed, if there was one. */
function claim(businessId: string, from: string | undefined, by: string, now: Date): Transition<AssessmentDocument> {
  return {
    step: ASSESSMENT_STATES.step('take_up'),
    when: { $or: [{ 'review.by': absent() }, { 'review.until': range({ lte: now }) }] },
    set: { review: { by, since: now, until: leaseUntil(now) } },
    events: [{ type: 'assessment.taken_up', data: { businessId, from: from ?? null } }],
  };
}
