import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import { Caller, DEFAULT_PAGE_SIZE, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { CERTIFIED_FROM_PERCENT, type Outcome } from '../domain/review/outcome.js';
import { ClaimReview } from '../use-cases/claim-review.js';
import { GetReview } from '../use-cases/get-review.js';
import { ListReviews } from '../use-cases/list-reviews.js';
import { ReleaseReview } from '../use-cases/release-review.js';
import { ReturnAssessment } from '../use-cases/return-assessment.js';
import { VerifyAssessment } from '../use-cases/verify-assessment.js';
import { type OutcomeDto, ReturnDto, ReviewDto, ReviewListQuery, ReviewPageDto, ReviewSummaryDto } from './reviews.dto.js';

const { CONFLICT_OF_INTEREST } = BUSINESS_PROBLEMS;
const { REVIEW_HELD, REVIEW_NOT_HELD, REVIEW_INCOMPLETE } = ASSESSMENT_PROBLEMS;
/** What every step of a holder may answer with. */
export const HOLDER_PROBLEMS = [CONFLICT_OF_INTEREST, REVIEW_NOT_HELD, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED];

/** The work of navigators: never on firms of their own. */
@ApiTags('reviews')
@Controller('reviews')
export class ReviewsController {
  constructor(
    private readonly listReviews: ListReviews,
    private readonly claimReview: ClaimReview,
    private readonly releaseReview: ReleaseReview,
    private readonly getReview: GetReview,
    private readonly verifyAssessment: VerifyAssessment,
    private readonly returnAssessment: ReturnAssessment,
  ) {}

  @Operation('reviews.list', { summary: 'Assessments that wait for review, or are with you', response: ReviewPageDto })
  @Get()
  list(@Caller() caller: Principal, @Query() { list = 'queue', limit = DEFAULT_PAGE_SIZE, cursor }: ReviewListQuery): Promise<ReviewPageDto> {
    return this.listReviews.execute(caller, { list, limit, cursor });
  }

  @Operation('reviews.claim', { summary: 'Take up an assessment for half an hour', description: 'Each decision renews the claim, and so does claiming again. One that was let lie for 30 minutes can be taken over.', response: ReviewSummaryDto, problems: [CONFLICT_OF_INTEREST, REVIEW_HELD, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED] })
  @Post(':assessmentId/claim')
  claim(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<ReviewSummaryDto> {
    return this.claimReview.execute(caller, assessmentId);
  }

  @Operation('reviews.release', { summary: 'Give an assessment back to the queue', description: 'What was decided stays.', status: 204, problems: HOLDER_PROBLEMS })
  @Post(':assessmentId/release')
  release(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<void> {
    return this.releaseReview.execute(caller, assessmentId);
  }

  @Operation('reviews.get', { summary: 'What a firm says and shows', description: 'For the navigator who has claimed it, or who verified or returned it last.', response: ReviewDto, problems: [CONFLICT_OF_INTEREST, REVIEW_NOT_HELD] })
  @Get(':assessmentId')
  async get(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<ReviewDto> {
    const review = await this.getReview.execute(caller, assessmentId);
    return { ...review, outcome: toDto(review.outcome) };
  }

  @Operation('reviews.verify', { summary: 'Verify an assessment for twelve months', description: 'Every file and every answered statement of tier 3 must be decided on; the problem lists what is open as `openEvidence` and `openStatements`. When the firm has changed its legal name since you claimed it: look at the name, and claim it again.', response: ReviewSummaryDto, problems: [...HOLDER_PROBLEMS, REVIEW_INCOMPLETE] })
  @Post(':assessmentId/verify')
  verify(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<ReviewSummaryDto> {
    return this.verifyAssessment.execute(caller, assessmentId);
  }

  @Operation('reviews.return', { summary: 'Give an assessment back to the firm', response: ReviewSummaryDto, problems: HOLDER_PROBLEMS, example: { reason: 'The certificate of insurance has expired; please send the present one.' } })
  @Post(':assessmentId/return')
  return(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @Body() { reason }: ReturnDto): Promise<ReviewSummaryDto> {
    return this.returnAssessment.execute(caller, assessmentId, reason);
  }
}

/** Rounded down, so that nobody reads 70 % where 69.96 % does not suffice. */
function toDto({ verifiedFloor, criticalFailed, eligible }: Outcome): OutcomeDto {
  const percent = Math.floor(verifiedFloor * 1000) / 10;
  return { verifiedFloor: eligible ? Math.max(percent, CERTIFIED_FROM_PERCENT) : percent, criticalFailed, eligible };
}
