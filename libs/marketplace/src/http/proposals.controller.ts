import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import { Caller, DEFAULT_PAGE_SIZE, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import { AcceptProposal } from '../use-cases/accept-proposal.js';
import { CreateProposal } from '../use-cases/create-proposal.js';
import { DeclineProposal } from '../use-cases/decline-proposal.js';
import { GetProposal } from '../use-cases/get-proposal.js';
import { ListProposals } from '../use-cases/list-proposals.js';
import { WithdrawProposal } from '../use-cases/withdraw-proposal.js';
import { CreateProposalDto, ProposalDto, ProposalListQuery, ProposalPageDto } from './proposal.dto.js';

const NEW_PROPOSAL = { providerBusinessId: '0193a1f2-0000-7000-8000-0000000000b2', amount: 240_000, currency: 'USD', scopeOfWork: 'A quality plan after ISO 10005, two visits, and a template for each checklist.', daysToDeliver: 21 };
const ENDING = [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED];

/** What providers offer, and which offer is taken. */
@ApiTags('service-requests')
@Controller()
export class ProposalsController {
  constructor(
    private readonly createProposal: CreateProposal,
    private readonly listProposals: ListProposals,
    private readonly getProposal: GetProposal,
    private readonly acceptProposal: AcceptProposal,
    private readonly declineProposal: DeclineProposal,
    private readonly withdrawProposal: WithdrawProposal,
  ) {}

  @Operation('proposals.create', { summary: 'Answer an open request', description: 'A firm has one live proposal to a request; the problem names it as `proposalId`. Nobody who belongs to the firm that asks may sell to it.', status: 201, response: ProposalDto, problems: [BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST, PROBLEMS.ALREADY_EXISTS, PROBLEMS.STATE_CONFLICT, MARKETPLACE_PROBLEMS.PROPOSAL_LIMIT_REACHED], example: NEW_PROPOSAL })
  @Post('service-requests/:serviceRequestId/proposals')
  create(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Body() proposal: CreateProposalDto): Promise<ProposalDto> {
    return this.createProposal.execute(caller, serviceRequestId, proposal);
  }

  @Operation('proposals.list', { summary: 'Proposals that your firms made or were made, newest first', response: ProposalPageDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get('proposals')
  list(@Caller() caller: Principal, @Query() { serviceRequestId, businessId, side, limit = DEFAULT_PAGE_SIZE, cursor }: ProposalListQuery): Promise<ProposalPageDto> {
    return this.listProposals.execute(caller, { serviceRequestId, businessId, side, limit, cursor });
  }

  @Operation('proposals.get', { summary: 'One proposal', response: ProposalDto })
  @Get('proposals/:proposalId')
  get(@Caller() caller: Principal, @PathId('proposalId') proposalId: string): Promise<ProposalDto> {
    return this.getProposal.execute(caller, proposalId);
  }

  @Operation('proposals.accept', { summary: 'Choose a proposal, which begins the work', description: 'The others are declined by it. Of many at once, one is first.', response: ProposalDto, problems: [...ENDING, BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST] })
  @Post('proposals/:proposalId/accept')
  accept(@Caller() caller: Principal, @PathId('proposalId') proposalId: string): Promise<ProposalDto> {
    return this.acceptProposal.execute(caller, proposalId);
  }

  @Operation('proposals.decline', { summary: 'Turn a proposal down', response: ProposalDto, problems: ENDING })
  @Post('proposals/:proposalId/decline')
  decline(@Caller() caller: Principal, @PathId('proposalId') proposalId: string): Promise<ProposalDto> {
    return this.declineProposal.execute(caller, proposalId);
  }

  @Operation('proposals.withdraw', { summary: 'Take a proposal back', description: 'As long as it is not accepted.', response: ProposalDto, problems: ENDING })
  @Post('proposals/:proposalId/withdraw')
  withdraw(@Caller() caller: Principal, @PathId('proposalId') proposalId: string): Promise<ProposalDto> {
    return this.withdrawProposal.execute(caller, proposalId);
  }
}
