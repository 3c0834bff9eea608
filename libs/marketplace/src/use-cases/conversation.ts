import { Injectable } from '@nestjs/common';
import type { BusinessOperationId, Principal } from '@plumbline/common';
import { EVERYTHING, type Found } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { threadOf, type ThreadScope } from '../data/messages.repository.js';
import type { PartyScope, Side } from '../data/party-scope.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import type { ServiceRequestDocument } from '../data/service-request.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { PartyAccess } from './party-access.js';

/** A conversation that the caller takes part in. */
export interface Conversation {
  readonly scope: ThreadScope;
  readonly side: Side;
  readonly request: Found<ServiceRequestDocument, 'businessId' | 'state' | 'agreement'>;
}

/** Finds the conversation of a client with one provider that has made a proposal; nobody else knows that there is one. */
@Injectable()
export class Conversations {
  constructor(
    private readonly access: PartyAccess,
    private readonly requests: ServiceRequestsRepository,
    private readonly proposals: ProposalsRepository,
  ) {}

  /** @throws Problem NOT_FOUND, also where that provider has made no proposal; FORBIDDEN */
  async find(principal: Principal, operation: BusinessOperationId, serviceRequestId: string, providerBusinessId: string): Promise<Conversation> {
    const proposal = await this.proposals.findOne(EVERYTHING, { serviceRequestId, providerBusinessId }, []);
    if (proposal === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return this.access.run(principal, operation, 'either', { proposalId: proposal._id }, async (party: PartyScope) => {
      await this.proposals.get(party, proposal._id, []);
      const request = await this.requests.get(EVERYTHING, serviceRequestId, ['businessId', 'state', 'agreement']);
      const side = party.by.businessIds.includes(request.businessId) ? 'client' : 'provider';
      return { scope: threadOf({ serviceRequestId, providerBusinessId }), side, request };
    });
  }
}
