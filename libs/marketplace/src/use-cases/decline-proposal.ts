import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { ProposalsRepository } from '../data/proposals.repository.js';
import { PartyAccess } from './party-access.js';
import { PresentProposals } from './present-proposals.js';
import { ProposalEnds } from './proposal-ending.js';
import { PROPOSAL_FIELDS, type ProposalView } from './proposal-view.js';

/** Turns a proposal down; the request stays open for others. */
@Injectable()
export class DeclineProposal {
  constructor(
    private readonly access: PartyAccess,
    private readonly proposals: ProposalsRepository,
    private readonly ends: ProposalEnds,
    private readonly present: PresentProposals,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN, STATE_CONFLICT when it was accepted or has ended. */
  execute(principal: Principal, proposalId: string): Promise<ProposalView> {
    return this.access.run(principal, 'proposals.decline', 'client', { proposalId }, async (scope) => {
      const proposal = await this.proposals.get(scope, proposalId, PROPOSAL_FIELDS);
      return this.present.one(proposal, await this.ends.write(proposal, 'declined'));
    });
  }
}
