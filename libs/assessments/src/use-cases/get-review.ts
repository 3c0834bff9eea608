import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { AssessmentsRepository } from '../data/assessments.repository.js';
import { CatalogueEditions } from '../domain/catalogue-editions.js';
import { assertMayLook, ReviewAccess } from './review-access.js';
import { REVIEW_FIELDS, type ReviewView, reviewViewOf } from './review-view.js';

/** A review with the name of the firm, so that a navigator notices a tie that the service does not know. */
export interface NamedReview extends ReviewView {
  readonly businessName: string;
}

/** What a firm says and shows, for the navigator who has claimed it, or who verified or returned it last. */
@Injectable()
export class GetReview {
  constructor(
    private readonly access: ReviewAccess,
    private readonly assessments: AssessmentsRepository,
    private readonly editions: CatalogueEditions,
    private readonly businesses: BusinessFacts,
  ) {}

  /** @throws Problem NOT_FOUND, CONFLICT_OF_INTEREST, REVIEW_NOT_HELD */
  async execute(principal: Principal, assessmentId: string): Promise<NamedReview> {
    const found = await this.access.run(principal, assessmentId, (scope) => this.assessments.get(scope, assessmentId, REVIEW_FIELDS));
    assertMayLook(found, principal.userId);
    const businessName = await this.businesses.nameOf(found.businessId);
    return { businessName, ...reviewViewOf(found, principal.userId, this.editions) };
  }
}
