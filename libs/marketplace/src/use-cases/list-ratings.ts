import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { ofRequest, RatingsRepository } from '../data/ratings.repository.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { PartyAccess, sideOf } from './party-access.js';
import { RATING_FIELDS, type RatingView, ratingView } from './rating-view.js';

/** The ratings of a request: one's own at once, the other's when both have rated or the fortnight is over. */
@Injectable()
export class ListRatings {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly ratings: RatingsRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND */
  execute(principal: Principal, serviceRequestId: string): Promise<{ readonly items: readonly RatingView[] }> {
    return this.access.run(principal, 'serviceRequests.listRatings', 'either', { serviceRequestId }, async (party) => {
      const own = sideOf(party, await this.requests.get(party, serviceRequestId, ['businessId']));
      const found = await this.ratings.find(ofRequest({ serviceRequestId }), {}, RATING_FIELDS, { limit: 2, sort: { serviceRequestId: 1, fromSide: 1 } });
      const now = this.clock.now();
      return { items: found.filter(({ fromSide, revealAt }) => fromSide === own || found.length === 2 || revealAt <= now).map(ratingView) };
    });
  }
}
