import { Module } from '@nestjs/common';
import { AssessmentsModule } from '@plumbline/assessments';
import { BusinessesModule } from '@plumbline/businesses';
import { ProposalsRepository } from './data/proposals.repository.js';
import { ServiceRequestsRepository } from './data/service-requests.repository.js';
import { Agreements } from './use-cases/agreements.js';

@Module({
  imports: [BusinessesModule, AssessmentsModule],
  providers: [ServiceRequestsRepository, ProposalsRepository, Agreements],
  exports: [Agreements],
})
export class MarketplaceModule {}
