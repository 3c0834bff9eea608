import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import { Clock } from '@plumbline/config';
import { EVERYTHING, oneOf } from '@plumbline/database';
import { ProviderRatingsRepository } from '../data/provider-ratings.repository.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import type { Decisions } from '../domain/proposal.js';
import { DECISION_FIELDS } from './proposal-ending.js';
import { proposalView, type ProposalView, type ShownProposal } from './proposal-view.js';

/** Shows proposals in the state that their requests tell, with who makes them. */
@Injectable()
export class PresentProposals {
  constructor(
    private readonly requests: ServiceRequestsRepository,
    private readonly businesses: BusinessFacts,
    private readonly ratings: ProviderRatingsRepository,
    private readonly clock: Clock,
  ) {}

  /** @param decisions what their requests say, where that is known already. */
  async all(proposals: readonly ShownProposal[], decisions?: ReadonlyMap<string, Decisions>): Promise<readonly ProposalView[]> {
    const providers = proposals.map(({ providerBusinessId }) => providerBusinessId);
    const [told, names, ratings] = await Promise.all([decisions ?? this.#decisionsOf(proposals), this.businesses.namesOf(providers), this.ratings.of(providers)]);
    const now = this.clock.now();
    return proposals.map((proposal) => {
      const { serviceRequestId, providerBusinessId } = proposal;
      const known = told.get(serviceRequestId);
      if (known === undefined) throw new Error(`Proposal ${proposal._id} answers the request ${serviceRequestId}, which is not there.`);
      return proposalView(proposal, known, { name: names.get(providerBusinessId), rating: ratings.get(providerBusinessId) }, now);
    });
  }

  async one(proposal: ShownProposal, decisions?: Decisions): Promise<ProposalView> {
    const [view] = await this.all([proposal], decisions === undefined ? undefined : new Map([[proposal.serviceRequestId, decisions]]));
    return view as ProposalView;
  }

  async #decisionsOf(proposals: readonly ShownProposal[]): Promise<ReadonlyMap<string, Decisions>> {
    const ids = [...new Set(proposals.map(({ serviceRequestId }) => serviceRequestId))];
    if (ids.length === 0) return new Map();
    const found = await this.requests.find(EVERYTHING, { _id: oneOf(ids) }, DECISION_FIELDS, { limit: ids.length });
    return new Map(found.map((request) => [request._id, request]));
  }
}
