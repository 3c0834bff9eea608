import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { ProposalsRepository } from '../data/proposals.repository.js';
import { PartyAccess } from './party-access.js';
import { PresentProposals } from './present-proposals.js';
import { PROPOSAL_FIELDS, type ProposalView } from './proposal-view.js';

/** One proposal, for the two firms that it is between. */
@Injectable()
export class GetProposal {
  constructor(
    private readonly access: PartyAccess,
    private readonly proposals: ProposalsRepository,
    private readonly present: PresentProposals,
  ) {}

  /** @throws Problem NOT_FOUND */
  execute(principal: Principal, proposalId: string): Promise<ProposalView> {
    return this.access.run(principal, 'proposals.get', 'either', { proposalId }, async (scope) => this.present.one(await this.proposals.get(scope, proposalId, PROPOSAL_FIELDS)));
  }
}
