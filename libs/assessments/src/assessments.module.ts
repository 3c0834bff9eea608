import { Module } from '@nestjs/common';
import { BusinessesModule } from '@plumbline/businesses';
import { AssessmentsRepository } from './data/assessments.repository.js';
import { PUBLISHED_CATALOGUES, PublishedCatalogues } from './domain/published-catalogues.js';
import { AssessmentsController } from './http/assessments.controller.js';
import { CatalogueController } from './http/catalogue.controller.js';
import { ResultsController } from './http/results.controller.js';
import { AssessmentAccess } from './use-cases/assessment-access.js';
import { CreateDemoAssessment } from './use-cases/create-demo-assessment.js';
import { GetAssessment } from './use-cases/get-assessment.js';
import { GetGaps } from './use-cases/get-gaps.js';
import { GetResult } from './use-cases/get-result.js';
import { ListAssessments } from './use-cases/list-assessments.js';
import { PutResponses } from './use-cases/put-responses.js';
import { StartAssessment } from './use-cases/start-assessment.js';
import { SubmitAssessment } from './use-cases/submit-assessment.js';

@Module({
  imports: [BusinessesModule],
  controllers: [CatalogueController, AssessmentsController, ResultsController],
  providers: [
    { provide: PublishedCatalogues, useValue: PUBLISHED_CATALOGUES },
    AssessmentsRepository,
    AssessmentAccess,
    StartAssessment,
    ListAssessments,
    GetAssessment,
    PutResponses,
    SubmitAssessment,
    GetResult,
    GetGaps,
    CreateDemoAssessment,
  ],
  exports: [CreateDemoAssessment],
})
export class AssessmentsModule {}
