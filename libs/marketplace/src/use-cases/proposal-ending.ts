import { Injectable } from '@nestjs/common';
import { EVERYTHING, type Found, missing } from '@plumbline/database';
import type { ProposalDocument } from '../data/proposal.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import type { ProposalEnding } from '../domain/proposal.js';
import { requestEvent } from './request-events.js';

/** What of a request decides about its proposals. */
export const DECISION_FIELDS = ['businessId', 'state', 'agreement', 'endings'] as const;

type Ended = Found<ProposalDocument, 'serviceRequestId' | 'clientBusinessId' | 'providerBusinessId'>;

/**
 * Ends a proposal in the one place where that is decided: its request. Accepting another or the same one, cancelling, and every other
 * end are writes of that one document, so that of any two that cross one is refused (docs/adr/0025).
 */
@Injectable()
export class ProposalEnds {
  constructor(private readonly requests: ServiceRequestsRepository) {}

  /** @throws Problem STATE_CONFLICT when it has ended already, in whatever way. */
  async write({ _id: proposalId, serviceRequestId, clientBusinessId, providerBusinessId }: Ended, ending: ProposalEnding) {
    const path = `endings.${proposalId}` as const;
    const event = requestEvent(`service_request.proposal_${ending}`, { _id: serviceRequestId, businessId: clientBusinessId }, { proposalId, providerBusinessId });
    return this.requests.update(EVERYTHING, serviceRequestId, { when: { state: 'open', [path]: missing() }, set: { [path]: ending }, events: [event] }, DECISION_FIELDS);
  }
}
