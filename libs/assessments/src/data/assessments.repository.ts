import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, type Filter, noneOf, oneOf, Repository } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { OPEN_STATE, REVIEW_STATES } from '../domain/states.js';
import { ASSESSMENT_SCHEMA, type AssessmentDocument } from './assessment.schema.js';
import type { ReviewScope } from './review-scope.js';

@Injectable()
export class AssessmentsRepository extends Repository<AssessmentDocument, BusinessScope | ReviewScope> {
  constructor(database: Database) {
    super(database, 'assessments', ASSESSMENT_SCHEMA);
  }

  protected override scopeFilter({ by }: BusinessScope | ReviewScope): Filter<AssessmentDocument> {
    if ('reviewerId' in by) return underReviewOf(by.reviewerId, by.exceptBusinessIds);
    const [only] = by.businessIds;
    return { businessId: only !== undefined && by.businessIds.length === 1 ? only : oneOf(by.businessIds) };
  }

  /** The Problem of a write that the index `assessments_one_draft` refused: ALREADY_EXISTS, with the id of the open assessment. */
  async openOne(scope: BusinessScope, businessId: string, cause: unknown): Promise<Problem> {
    const open = await this.findOne(scope, { businessId, state: OPEN_STATE }, []);
    const named = open === undefined ? {} : { extensions: { assessmentId: open._id } };
    return new Problem(PROBLEMS.ALREADY_EXISTS, { detail: 'The business has an open assessment already.', ...named, cause });
  }
}

/** What is with the navigators, and what this one has verified or returned. */
function underReviewOf(reviewerId: string, exceptBusinessIds: readonly string[]): Filter<AssessmentDocument> {
  const reviewable = { $or: [{ state: oneOf(REVIEW_STATES) }, { reviewedBy: reviewerId, state: oneOf(['verified', 'returned']) }] };
  return exceptBusinessIds.length === 0 ? reviewable : { ...reviewable, businessId: noneOf(exceptBusinessIds) };
}
