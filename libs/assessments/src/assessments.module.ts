import { Module } from '@nestjs/common';
import { BusinessesModule } from '@plumbline/businesses';
import { FilesModule } from '@plumbline/files';
import { AnswerHistoryRepository } from './data/answer-history.repository.js';
import { AssessmentsRepository } from './data/assessments.repository.js';
import { PublicationsRepository } from './data/publications.repository.js';
import { UploadsRepository } from './data/uploads.repository.js';
import { CATALOGUE_EDITIONS, CatalogueEditions } from './domain/catalogue-editions.js';
import { AssessmentsController } from './http/assessments.controller.js';
import { CatalogueVersionsController } from './http/catalogue-versions.controller.js';
import { CatalogueController } from './http/catalogue.controller.js';
import { EvidenceController } from './http/evidence.controller.js';
import { HistoryController } from './http/history.controller.js';
import { ResultsController } from './http/results.controller.js';
import { ReviewDecisionsController } from './http/review-decisions.controller.js';
import { ReviewsController } from './http/reviews.controller.js';
import { ExpireAssessments } from './jobs/expire-assessments.js';
import { RemoveEvidenceFile } from './jobs/remove-evidence-file.js';
import { SweepUploads } from './jobs/sweep-uploads.js';
import { AnswerHistory } from './use-cases/answer-history.js';
import { AssessmentAccess } from './use-cases/assessment-access.js';
import { ClaimReview } from './use-cases/claim-review.js';
import { CompareCatalogues } from './use-cases/compare-catalogues.js';
import { CreateDemoAssessment } from './use-cases/create-demo-assessment.js';
import { CurrentCatalogue } from './use-cases/current-catalogue.js';
import { DecideEvidence } from './use-cases/decide-evidence.js';
import { DecideStatement } from './use-cases/decide-statement.js';
import { DeleteEvidence } from './use-cases/delete-evidence.js';
import { DownloadEvidence } from './use-cases/download-evidence.js';
import { GetAssessment } from './use-cases/get-assessment.js';
import { GetGaps } from './use-cases/get-gaps.js';
import { GetHistory } from './use-cases/get-history.js';
import { GetResult } from './use-cases/get-result.js';
import { GetReview } from './use-cases/get-review.js';
import { ListAssessments } from './use-cases/list-assessments.js';
import { ListCatalogueVersions } from './use-cases/list-catalogue-versions.js';
import { ListEvidence } from './use-cases/list-evidence.js';
import { ListReviews } from './use-cases/list-reviews.js';
import { PublishCatalogue } from './use-cases/publish-catalogue.js';
import { PutResponses } from './use-cases/put-responses.js';
import { ReleaseReview } from './use-cases/release-review.js';
import { ReopenAssessment } from './use-cases/reopen-assessment.js';
import { ReturnAssessment } from './use-cases/return-assessment.js';
import { ReviewAccess } from './use-cases/review-access.js';
import { StatementGaps } from './use-cases/statement-gaps.js';
import { StartAssessment } from './use-cases/start-assessment.js';
import { SubmitAssessment } from './use-cases/submit-assessment.js';
import { UploadEvidence } from './use-cases/upload-evidence.js';
import { VerifyAssessment } from './use-cases/verify-assessment.js';

const CATALOGUE = [{ provide: CatalogueEditions, useValue: CATALOGUE_EDITIONS }, PublicationsRepository, CurrentCatalogue, ListCatalogueVersions, CompareCatalogues, PublishCatalogue];
const ANSWERING = [AssessmentsRepository, AssessmentAccess, AnswerHistoryRepository, AnswerHistory, StartAssessment, ListAssessments, GetAssessment, PutResponses, SubmitAssessment, ReopenAssessment, GetResult, GetGaps, StatementGaps, GetHistory];
const EVIDENCE = [UploadsRepository, UploadEvidence, ListEvidence, DownloadEvidence, DeleteEvidence];
const REVIEW = [ReviewAccess, ListReviews, ClaimReview, ReleaseReview, GetReview, DecideEvidence, DecideStatement, VerifyAssessment, ReturnAssessment];
const JOBS = [ExpireAssessments, SweepUploads, RemoveEvidenceFile];

@Module({
  imports: [BusinessesModule, FilesModule],
  controllers: [CatalogueController, CatalogueVersionsController, AssessmentsController, EvidenceController, HistoryController, ResultsController, ReviewsController, ReviewDecisionsController],
  providers: [...CATALOGUE, ...ANSWERING, ...EVIDENCE, ...REVIEW, ...JOBS, CreateDemoAssessment],
  exports: [CreateDemoAssessment, StatementGaps],
})
export class AssessmentsModule {}
