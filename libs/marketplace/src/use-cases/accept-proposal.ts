import { Injectable } from '@nestjs/common';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING, type Found, missing } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { PartyScope } from '../data/party-scope.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import type { ServiceRequestDocument } from '../data/service-request.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { proposalState } from '../domain/proposal.js';
import { REQUEST_STATES } from '../domain/request-states.js';
import type { AgreedTerms } from '../domain/service-request.js';
import { PartyAccess } from './party-access.js';
import { PresentProposals } from './present-proposals.js';
import { DECISION_FIELDS } from './proposal-ending.js';
import { PROPOSAL_FIELDS, type ProposalView, type ShownProposal } from './proposal-view.js';
import { requestEvent } from './request-events.js';

const ACCEPTED = 'service_request.accepted';
type Decided = Found<ServiceRequestDocument, (typeof DECISION_FIELDS)[number]>;

/**
 * Chooses a proposal, which begins the work. One conditional write of the request decides: it is open, and this proposal has not ended.
 * Of many acceptances, withdrawals and cancellations at once one is first, and the others are refused. The proposals' own documents
 * follow from its event.
 */
@Injectable()
export class AcceptProposal {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly proposals: ProposalsRepository,
    private readonly present: PresentProposals,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, CONFLICT_OF_INTEREST for who belongs to both firms, STATE_CONFLICT */
  execute(principal: Principal, proposalId: string): Promise<ProposalView> {
    return this.access.run(principal, 'proposals.accept', 'client', { proposalId }, async (scope) => {
      const proposal = await this.proposals.get(scope, proposalId, PROPOSAL_FIELDS);
      if ((await this.access.firmsOf(principal)).includes(proposal.providerBusinessId)) throw new Problem(BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST);
      try {
        return await this.present.one(proposal, await this.#decide(scope, proposal, principal.userId));
      } catch (error) {
        throw await this.#explain(error, proposal);
      }
    });
  }

  async #decide(scope: PartyScope, proposal: ShownProposal, acceptedBy: string): Promise<Decided> {
    const { _id: proposalId, serviceRequestId, clientBusinessId, providerBusinessId, amount, currency, daysToDeliver, validUntil } = proposal;
    const acceptedAt = this.clock.now();
    if (validUntil <= acceptedAt) return this.#acceptedBefore(scope, serviceRequestId);
    const agreement: AgreedTerms = { proposalId, providerBusinessId, amount, currency, daysToDeliver, acceptedAt, acceptedBy };
    const event = requestEvent(ACCEPTED, { _id: serviceRequestId, businessId: clientBusinessId, agreement }, { amount, currency });
    return this.requests.transition(scope, serviceRequestId, { step: REQUEST_STATES.step('accept'), when: { [`endings.${proposalId}`]: missing() }, set: { agreement }, events: [event] }, DECISION_FIELDS);
  }

  /** Its time is over; but an earlier run of this very request may have accepted it in time. */
  async #acceptedBefore(scope: PartyScope, serviceRequestId: string): Promise<Decided> {
    const before = await this.requests.madeBefore(scope, serviceRequestId, ACCEPTED, DECISION_FIELDS);
    if (before === undefined) throw new Problem(PROBLEMS.STATE_CONFLICT);
    return before;
  }

  async #explain(error: unknown, { _id, serviceRequestId, validUntil }: ShownProposal): Promise<unknown> {
    if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) return error;
    const state = proposalState(_id, validUntil, await this.requests.get(EVERYTHING, serviceRequestId, DECISION_FIELDS), this.clock.now());
    return new Problem(PROBLEMS.STATE_CONFLICT, { detail: `The proposal is ${state}.`, cause: error });
  }
}
