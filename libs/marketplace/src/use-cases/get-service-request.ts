import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { asParty } from '../data/party-scope.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { sideOf } from './party-access.js';
import { PresentRequest } from './present-request.js';
import { type ServiceRequestView, VIEW_FIELDS } from './service-request-view.js';

/** One request: for its two sides, for every provider while it is open, and for those that answered it. */
@Injectable()
export class GetServiceRequest {
  constructor(
    private readonly memberships: Memberships,
    private readonly requests: ServiceRequestsRepository,
    private readonly proposals: ProposalsRepository,
    private readonly present: PresentRequest,
  ) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, serviceRequestId: string): Promise<ServiceRequestView> {
    const scope = await this.memberships.scopes(principal, 'read');
    const party = asParty('either', scope);
    const own = await this.requests.findOne(party, { _id: serviceRequestId }, VIEW_FIELDS);
    if (own !== undefined) return this.present.one(own, sideOf(party, own));
    if (!principal.roles.includes('provider')) throw new Problem(PROBLEMS.NOT_FOUND);
    const found = await this.requests.get(EVERYTHING, serviceRequestId, VIEW_FIELDS);
    const answered = async (): Promise<boolean> => (await this.proposals.findOne(asParty('provider', scope), { serviceRequestId }, [])) !== undefined;
    if (found.state !== 'open' && !(await answered())) throw new Problem(PROBLEMS.NOT_FOUND);
    return this.present.one(found, 'outsider');
  }
}
