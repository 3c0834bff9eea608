import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { decodeCursor, encodeCursor, type Page, type Principal, requiredRight } from '@plumbline/common';
import { asParty, type Side } from '../data/party-scope.js';
import { ProposalsRepository } from '../data/proposals.repository.js';
import { PresentProposals } from './present-proposals.js';
import { PROPOSAL_FIELDS, type ProposalView } from './proposal-view.js';

/** Which proposals to list, and which part of the list. */
export interface ProposalQuery {
  /** Those to one request. */
  readonly serviceRequestId?: string | undefined;
  /** All firms of the caller when left out. */
  readonly businessId?: string | undefined;
  /** As the client: those that were made to the firms. As the provider: those that they made. Both when left out. */
  readonly side?: Side | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Proposals that firms of the caller made or were made, newest first. */
@Injectable()
export class ListProposals {
  constructor(
    private readonly memberships: Memberships,
    private readonly proposals: ProposalsRepository,
    private readonly present: PresentProposals,
  ) {}

  /** @throws Problem NOT_FOUND (the business), VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, { serviceRequestId, businessId, side, limit, cursor }: ProposalQuery): Promise<Page<ProposalView>> {
    const right = requiredRight('proposals.list');
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const scope = businessId === undefined ? await this.memberships.scopes(principal, right) : await this.memberships.scope(principal, businessId, right);
    const after = id === undefined ? undefined : { value: id, id };
    const page = await this.proposals.page(asParty(side ?? 'either', scope), serviceRequestId === undefined ? {} : { serviceRequestId }, { sort: { by: '_id', direction: -1 }, limit, after }, PROPOSAL_FIELDS);
    return { items: await this.present.all(page.items), nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
