import { Injectable } from '@nestjs/common';
import { Database, type Filter, Repository } from '@plumbline/database';
import { PROPOSALS } from './indexes.js';
import { type PartyScope, partyFilter } from './party-scope.js';
import { PROPOSAL_SCHEMA, type ProposalDocument } from './proposal.schema.js';

@Injectable()
export class ProposalsRepository extends Repository<ProposalDocument, PartyScope> {
  constructor(database: Database) {
    super(database, PROPOSALS, PROPOSAL_SCHEMA);
  }

  protected override scopeFilter(scope: PartyScope): Filter<ProposalDocument> {
    return partyFilter(scope, { client: 'clientBusinessId', provider: 'providerBusinessId' });
  }
}
