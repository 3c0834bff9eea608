import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { ReviewAccess } from './review-access.js';
import { REVIEW_SUMMARY_FIELDS, type ReviewSummary, reviewSummaryOf } from './review-view.js';

/** Gives an assessment back to the firm, and says why. What was decided stays with the answers that it was about. */
@Injectable()
export class ReturnAssessment {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_NOT_HELD, STATE_CONFLICT */
  execute(principal: Principal, assessmentId: string, reason: string): Promise<ReviewSummary> {
    const { userId } = principal;
    return this.access.hold(principal, assessmentId, async (scope) => {
      const { businessId, catalogueVersion } = await this.assessments.get(scope, assessmentId, ['businessId', 'catalogueVersion']);
      const returned = await this.assessments.transition(scope, assessmentId, {
        step: ASSESSMENT_STATES.step('return'),
        when: { 'review.by': userId },
        set: { returned: { at: this.clock.now(), reason }, reviewedBy: userId },
        unset: ['review'],
        events: [{ type: 'assessment.returned', data: { businessId, catalogueVersion } }],
      }, REVIEW_SUMMARY_FIELDS);
      return reviewSummaryOf(returned, userId);
    });
  }
}
