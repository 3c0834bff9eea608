import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { duplicateKeyIndex } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { ofRequest, RatingsRepository } from '../data/ratings.repository.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import { revealAtOf } from '../domain/ratings.js';
import { PartyAccess, sideOf } from './party-access.js';
import { RATING_FIELDS, type RatingView, ratingView } from './rating-view.js';

export interface NewRating {
  /** 1..5. */
  readonly stars: number;
  readonly comment: string;
}

/** Says of the other side how it was to work with; once, and for good. */
@Injectable()
export class RateOtherSide {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly ratings: RatingsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT before completion, RATING_CLOSED a fortnight after it, ALREADY_EXISTS */
  execute(principal: Principal, serviceRequestId: string, { stars, comment }: NewRating): Promise<RatingView> {
    return this.access.run(principal, 'serviceRequests.rate', 'either', { serviceRequestId }, async (party) => {
      const request = await this.requests.get(party, serviceRequestId, ['businessId', 'state', 'agreement', 'completedAt']);
      const { state, businessId, agreement, completedAt } = request;
      if (state !== 'completed' || agreement === undefined || completedAt === undefined) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: 'Ratings are given once the work is completed.' });
      const [ratedAt, revealAt] = [this.clock.now(), revealAtOf(completedAt)];
      if (ratedAt >= revealAt) throw new Problem(MARKETPLACE_PROBLEMS.RATING_CLOSED);
      const fromSide = sideOf(party, request);
      const [fromBusinessId, toBusinessId] = fromSide === 'client' ? [businessId, agreement.providerBusinessId] : [agreement.providerBusinessId, businessId];
      const scope = ofRequest({ serviceRequestId });
      const given = { serviceRequestId, fromSide, fromBusinessId, toBusinessId, stars, comment, ratedAt, ratedBy: principal.userId, revealAt, revealed: false };
      const id = await this.ratings.insert(scope, given, [{ type: 'rating.given', data: { serviceRequestId, fromSide, fromBusinessId, toBusinessId } }]).catch((error: unknown) => {
        throw duplicateKeyIndex(error) === 'ratings_once' ? new Problem(PROBLEMS.ALREADY_EXISTS, { detail: 'Your firm has rated this request already.', cause: error }) : error;
      });
      return ratingView(await this.ratings.get(scope, id, RATING_FIELDS));
    });
  }
}
