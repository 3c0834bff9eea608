import { Injectable } from '@nestjs/common';
import { BUSINESS_PROBLEMS, Memberships } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { oneOf } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { AssessmentDocument } from '../data/assessment.schema.js';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { reviewsBy, type ReviewScope } from '../data/review-scope.js';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { firmsInConflict } from '../domain/review/conflict-of-interest.js';
import { REVIEW_STATES } from '../domain/states.js';

/** What is read to say who holds an assessment. */
export const HOLDER_FIELDS = ['state', 'review'] as const;
type Held = Pick<AssessmentDocument, (typeof HOLDER_FIELDS)[number]>;

/** Runs work on assessments for a navigator, who has nothing to do with those of firms of their own. */
@Injectable()
export class ReviewAccess {
  constructor(
    private readonly memberships: Memberships,
    private readonly assessments: AssessmentsRepository,
  ) {}

  /** All that the navigator may have to do with. */
  async scope(principal: Principal): Promise<ReviewScope> {
    const { by } = await this.memberships.scopes(principal, 'read');
    return reviewsBy({ reviewerId: principal.userId, exceptBusinessIds: firmsInConflict({ memberOf: by.businessIds }) });
  }

  /**
   * Runs `work` on one assessment within that.
   * @throws Problem CONFLICT_OF_INTEREST when it is one of the navigator's own firm, which is no secret to them; else what `work` throws.
   */
  async run<T>(principal: Principal, assessmentId: string, work: (scope: ReviewScope) => Promise<T>): Promise<T> {
    try {
      return await work(await this.scope(principal));
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== PROBLEMS.NOT_FOUND) throw error;
      const own = await this.memberships.scopes(principal, 'read');
      const conflict = own.by.businessIds.length > 0 && (await this.assessments.findOne(own, { _id: assessmentId, state: oneOf(REVIEW_STATES) }, [])) !== undefined;
      throw conflict ? new Problem(BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST, { cause: error }) : error;
    }
  }

  /**
   * Runs `work` on an assessment that the navigator holds; its write says so in its condition.
   * @throws Problem as `run`; REVIEW_NOT_HELD when a write was refused because somebody else holds the assessment or nobody does.
   */
  hold<T>(principal: Principal, assessmentId: string, work: (scope: ReviewScope) => Promise<T>): Promise<T> {
    return this.run(principal, assessmentId, async (scope) => {
      try {
        return await work(scope);
      } catch (error) {
        if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) throw error;
        const found = await this.assessments.get(scope, assessmentId, HOLDER_FIELDS);
        throw holds(found, principal.userId) ? error : notHeld(found, error);
      }
    });
  }
}

/** Whether somebody is reviewing an assessment; a lapsed claim stays with its holder until another takes it. */
export function holds({ state, review }: Held, userId: string): boolean {
  return state === 'under_review' && review?.by === userId;
}

/**
 * Who reviews an assessment may look into it, and so may who verified or returned it: the scope lets nobody else see it in those states.
 * @throws Problem REVIEW_NOT_HELD
 */
export function assertMayLook(found: Held, userId: string): void {
  if (isInReview(found) && !holds(found, userId)) throw notHeld(found, undefined);
}

/** @throws Problem REVIEW_NOT_HELD, or STATE_CONFLICT where nobody can hold it. */
export function assertHolds(found: Held, userId: string): void {
  if (!holds(found, userId)) throw notHeld(found, undefined);
}

function isInReview({ state }: Held): boolean {
  return (REVIEW_STATES as readonly string[]).includes(state);
}

function notHeld(found: Held, cause: unknown): Problem {
  if (!isInReview(found)) return new Problem(PROBLEMS.STATE_CONFLICT, { detail: `This is not possible in the state \`${found.state}\`.`, cause });
  return new Problem(ASSESSMENT_PROBLEMS.REVIEW_NOT_HELD, { cause });
}
