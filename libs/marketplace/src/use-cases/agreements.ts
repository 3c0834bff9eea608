import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { EVERYTHING, type Everything, type Filter, type Found } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { asParty, type PartyScope } from '../data/party-scope.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import type { ServiceRequestDocument } from '../data/service-request.schema.js';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import type { ServiceRequestState } from '../domain/request-states.js';
import type { Currency } from '../domain/service-request.js';

/** What two firms agreed on by accepting a proposal; all but the title, the purchase-order number and the state is fixed for good. */
export interface Agreement {
  readonly proposalId: string;
  readonly serviceRequestId: string;
  readonly clientBusinessId: string;
  readonly providerBusinessId: string;
  /** The price in minor units, 50..99_999_999. */
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: Currency;
  readonly title: string;
  readonly purchaseOrderNumber?: string;
  /** Of the request, now. */
  readonly state: ServiceRequestState;
  readonly acceptedAt: Date;
}

const FIELDS = ['businessId', 'title', 'purchaseOrderNumber', 'state', 'agreement'] as const;

/** What may be paid for. For payments. */
@Injectable()
export class Agreements {
  constructor(
    private readonly requests: ServiceRequestsRepository,
    private readonly proposals: ProposalsRepository,
  ) {}

  /**
   * The agreement that a proposal became, for the firm that accepted it.
   * @param scope of the client's side, from `Memberships`, with the right that is needed.
   * @throws Problem NOT_FOUND when the proposal is unknown or was made to another firm; PROPOSAL_NOT_ACCEPTED when it is not the accepted one.
   */
  async ofProposal(scope: BusinessScope, proposalId: string): Promise<Agreement> {
    const client = asParty('client', scope);
    const found = await this.#find(client, { 'agreement.proposalId': proposalId });
    if (found !== undefined) return found;
    await this.proposals.get(client, proposalId, []);
    throw new Problem(MARKETPLACE_PROBLEMS.PROPOSAL_NOT_ACCEPTED);
  }

  /** The same for work that the system does by itself. @throws Problem NOT_FOUND when no such proposal was accepted. */
  async agreement(proposalId: string): Promise<Agreement> {
    const agreement = await this.#find(EVERYTHING, { 'agreement.proposalId': proposalId });
    if (agreement === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return agreement;
  }

  async #find(scope: PartyScope | Everything, filter: Filter<ServiceRequestDocument>): Promise<Agreement | undefined> {
    const request = await this.requests.findOne(scope, filter, FIELDS);
    return request === undefined ? undefined : agreementOf(request);
  }
}

function agreementOf({ _id, businessId, title, purchaseOrderNumber, state, agreement }: Found<ServiceRequestDocument, (typeof FIELDS)[number]>): Agreement | undefined {
  if (agreement === undefined) return undefined;
  const { proposalId, providerBusinessId, amount, currency, acceptedAt } = agreement;
  return { proposalId, serviceRequestId: _id, clientBusinessId: businessId, providerBusinessId, amount, currency, title, ...(purchaseOrderNumber === undefined ? {} : { purchaseOrderNumber }), state, acceptedAt };
}
