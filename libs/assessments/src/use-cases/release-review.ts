import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { ReviewAccess } from './review-access.js';

/** Gives an assessment back to the queue; what was decided so far stays. */
@Injectable()
export class ReleaseReview {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_NOT_HELD, STATE_CONFLICT */
  async execute(principal: Principal, assessmentId: string): Promise<void> {
    await this.access.hold(principal, assessmentId, async (scope) => {
      const { businessId } = await this.assessments.get(scope, assessmentId, ['businessId']);
      const events = [{ type: 'assessment.released', data: { businessId } }] as const;
      return this.assessments.transition(scope, assessmentId, { step: ASSESSMENT_STATES.step('release'), when: { 'review.by': principal.userId }, unset: ['review'], events }, []);
    });
  }
}
