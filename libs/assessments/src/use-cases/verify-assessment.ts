import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import type { ReviewScope } from '../data/review-scope.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { outcomeOf } from '../domain/review/outcome.js';
import { openMatters, type Reviewed, settledStatements } from '../domain/review/rulings.js';
import { expiryOf } from '../domain/review/validity.js';
import { ASSESSMENT_STATES } from '../domain/states.js';
import { answersOf } from './assessment-view.js';
import { assertHolds, ReviewAccess } from './review-access.js';
import { REVIEW_FIELDS, REVIEW_SUMMARY_FIELDS, type ReviewSummary, reviewSummaryOf } from './review-view.js';
import { reviewedOf } from './reviewed.js';

/** Rounds of reading, deciding and writing; only the reviewer can change what is read, in another window. */
const ROUNDS = 5;

/**
 * Ends a review: everything that the firm says and shows has been decided on, and holds for twelve months. The event carries what it
 * came to, worked out of the version that the write asks for, so that whoever issues certificates needs nothing else.
 */
@Injectable()
export class VerifyAssessment {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
    private readonly businesses: BusinessFacts,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_NOT_HELD, STATE_CONFLICT (also when the firm was renamed since the claim), REVIEW_INCOMPLETE with `openEvidence` and `openStatements`. */
  execute(principal: Principal, assessmentId: string): Promise<ReviewSummary> {
    return this.access.hold(principal, assessmentId, async (scope) => {
      for (let round = 1; ; round += 1) {
        try {
          return await this.#attempt(scope, assessmentId, principal.userId);
        } catch (error) {
          if (round === ROUNDS || !(error instanceof Problem) || error.type !== PROBLEMS.VERSION_MISMATCH) throw error;
        }
      }
    });
  }

  async #attempt(scope: ReviewScope, assessmentId: string, userId: string): Promise<ReviewSummary> {
    const made = await this.assessments.madeBefore(scope, assessmentId, 'assessment.verified', REVIEW_SUMMARY_FIELDS);
    if (made !== undefined) return reviewSummaryOf(made, userId);
    const found = await this.assessments.get(scope, assessmentId, REVIEW_FIELDS);
    assertHolds(found, userId);
    // Claiming again says that the reviewer has seen the new name.
    if (found.review !== undefined) await this.businesses.nameSince(found.businessId, found.review.since);
    const reviewed = reviewedOf(found, this.editions);
    assertDecided(reviewed);
    const verifiedAt = this.clock.now();
    const expiresAt = expiryOf(verifiedAt);
    const { businessId, catalogueVersion, v } = found;
    const outcome = outcomeOf(reviewed.edition.catalogue, answersOf(found.answers), settledStatements(reviewed));
    const verified = await this.assessments.transition(scope, assessmentId, {
      step: ASSESSMENT_STATES.step('verify'),
      version: v,
      when: { 'review.by': userId },
      set: { verifiedAt, expiresAt, reviewedBy: userId },
      unset: ['review'],
      events: [{ type: 'assessment.verified', data: { businessId, catalogueVersion, ...outcome, expiresAt } }],
    }, REVIEW_SUMMARY_FIELDS);
    return reviewSummaryOf(verified, userId);
  }
}

function assertDecided(reviewed: Reviewed): void {
  const { evidence, statements } = openMatters(reviewed);
  if (evidence.length === 0 && statements.length === 0) return;
  throw new Problem(ASSESSMENT_PROBLEMS.REVIEW_INCOMPLETE, {
    detail: `${evidence.length} files and ${statements.length} statements are undecided.`,
    extensions: { openEvidence: evidence, openStatements: statements },
  });
}
