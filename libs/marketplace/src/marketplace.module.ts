import { Module } from '@nestjs/common';
import { AssessmentsModule } from '@plumbline/assessments';
import { BusinessesModule } from '@plumbline/businesses';
import { MessagesRepository } from './data/messages.repository.js';
import { ProposalsRepository } from './data/proposals.repository.js';
import { ProviderRatingsRepository } from './data/provider-ratings.repository.js';
import { RatingsRepository } from './data/ratings.repository.js';
import { ServiceRequestsRepository } from './data/service-requests.repository.js';
import { ConversationController } from './http/conversation.controller.js';
import { OpenRequestsController } from './http/open-requests.controller.js';
import { ProposalsController } from './http/proposals.controller.js';
import { ServiceRequestsController } from './http/service-requests.controller.js';
import { WorkController } from './http/work.controller.js';
import { CountRatings } from './jobs/count-ratings.js';
import { ExpireProposals } from './jobs/expire-proposals.js';
import { FollowDecisions } from './jobs/follow-decisions.js';
import { NotePayments } from './jobs/note-payments.js';
import { RevealDueRatings } from './jobs/reveal-due-ratings.js';
import { TellFirms } from './jobs/tell-firms.js';
import { AcceptProposal } from './use-cases/accept-proposal.js';
import { Agreements } from './use-cases/agreements.js';
import { CancelServiceRequest } from './use-cases/cancel-service-request.js';
import { CompleteServiceRequest } from './use-cases/complete-service-request.js';
import { Conversations } from './use-cases/conversation.js';
import { CreateDemoMarketplace } from './use-cases/create-demo-marketplace.js';
import { CreateProposal } from './use-cases/create-proposal.js';
import { CreateServiceRequest } from './use-cases/create-service-request.js';
import { DeclineProposal } from './use-cases/decline-proposal.js';
import { DeliverWork } from './use-cases/deliver-work.js';
import { GetProposal } from './use-cases/get-proposal.js';
import { GetServiceRequest } from './use-cases/get-service-request.js';
import { ListMessages } from './use-cases/list-messages.js';
import { ListOpenRequests } from './use-cases/list-open-requests.js';
import { ListProposals } from './use-cases/list-proposals.js';
import { ListRatings } from './use-cases/list-ratings.js';
import { ListServiceRequests } from './use-cases/list-service-requests.js';
import { NotePayment } from './use-cases/note-payment.js';
import { OpenDispute } from './use-cases/open-dispute.js';
import { OpenServiceRequest } from './use-cases/open-service-request.js';
import { PartyAccess } from './use-cases/party-access.js';
import { PostMessage } from './use-cases/post-message.js';
import { PresentProposals } from './use-cases/present-proposals.js';
import { PresentRequest } from './use-cases/present-request.js';
import { ProposalEnds } from './use-cases/proposal-ending.js';
import { ProposalFollower } from './use-cases/proposal-follower.js';
import { RateOtherSide } from './use-cases/rate-other-side.js';
import { RequestChanges } from './use-cases/request-changes.js';
import { RequestSteps } from './use-cases/request-steps.js';
import { ResolveDispute } from './use-cases/resolve-dispute.js';
import { RevealRatings } from './use-cases/reveal-ratings.js';
import { UpdateServiceRequest } from './use-cases/update-service-request.js';
import { WithdrawProposal } from './use-cases/withdraw-proposal.js';

const STORED = [MessagesRepository, ProposalsRepository, ProviderRatingsRepository, RatingsRepository, ServiceRequestsRepository];
const SHARED = [PartyAccess, PresentRequest, PresentProposals, RequestSteps, ProposalEnds, ProposalFollower, Conversations];
const REQUESTS = [CreateServiceRequest, ListServiceRequests, ListOpenRequests, GetServiceRequest, UpdateServiceRequest, OpenServiceRequest, CancelServiceRequest];
const PROPOSALS = [CreateProposal, ListProposals, GetProposal, AcceptProposal, DeclineProposal, WithdrawProposal];
const WORK = [DeliverWork, RequestChanges, CompleteServiceRequest, OpenDispute, ResolveDispute, NotePayment];
const TALK = [ListMessages, PostMessage, RateOtherSide, ListRatings, RevealRatings];
const JOBS = [CountRatings, ExpireProposals, FollowDecisions, NotePayments, RevealDueRatings, TellFirms];

@Module({
  imports: [BusinessesModule, AssessmentsModule],
  controllers: [ConversationController, OpenRequestsController, ProposalsController, ServiceRequestsController, WorkController],
  providers: [...STORED, ...SHARED, ...REQUESTS, ...PROPOSALS, ...WORK, ...TALK, ...JOBS, Agreements, CreateDemoMarketplace],
  exports: [Agreements, CreateDemoMarketplace],
})
export class MarketplaceModule {}
