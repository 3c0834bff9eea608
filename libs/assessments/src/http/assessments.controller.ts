import { Body, Controller, Get, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, DEFAULT_PAGE_SIZE, IfMatch, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { GetAssessment } from '../use-cases/get-assessment.js';
import { ListAssessments } from '../use-cases/list-assessments.js';
import { PutResponses } from '../use-cases/put-responses.js';
import { ReopenAssessment } from '../use-cases/reopen-assessment.js';
import { StartAssessment } from '../use-cases/start-assessment.js';
import { SubmitAssessment } from '../use-cases/submit-assessment.js';
import { AssessmentDto, AssessmentListQuery, AssessmentPageDto, StartAssessmentDto, TierResponseSubmission } from './assessment.dto.js';

const RESPONSES = {
  tier: 1,
  responses: [
    { statementId: 'LEG-1-01', answer: 'yes' },
    { statementId: 'LEG-1-02', answer: 'partial', reason: 'Renewal is under way.' },
  ],
};

/** Assessments of the caller's businesses. */
@ApiTags('assessments')
@Controller('assessments')
export class AssessmentsController {
  constructor(
    private readonly startAssessment: StartAssessment,
    private readonly listAssessments: ListAssessments,
    private readonly getAssessment: GetAssessment,
    private readonly putResponses: PutResponses,
    private readonly submitAssessment: SubmitAssessment,
    private readonly reopenAssessment: ReopenAssessment,
  ) {}

  @Operation('assessments.start', { summary: 'Start an assessment', description: 'It pins the current catalogue. A business has at most one open assessment; the problem names it as `assessmentId`.', status: 201, response: AssessmentDto, problems: [PROBLEMS.NOT_FOUND, PROBLEMS.ALREADY_EXISTS], example: { businessId: '0193a1f2-0000-7000-8000-0000000000b1' } })
  @Post()
  start(@Caller() caller: Principal, @Body() { businessId }: StartAssessmentDto): Promise<AssessmentDto> {
    return this.startAssessment.execute(caller, businessId);
  }

  @Operation('assessments.list', { summary: 'Assessments of your businesses, newest first', response: AssessmentPageDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get()
  list(@Caller() caller: Principal, @Query() { businessId, state, limit = DEFAULT_PAGE_SIZE, cursor }: AssessmentListQuery): Promise<AssessmentPageDto> {
    return this.listAssessments.execute(caller, { businessId, state, limit, cursor });
  }

  @Operation('assessments.get', { summary: 'One assessment with its answers', response: AssessmentDto, versioned: 'read' })
  @Get(':assessmentId')
  get(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<AssessmentDto> {
    return this.getAssessment.execute(caller, assessmentId);
  }

  @Operation('assessments.putResponses', { summary: 'Answer statements of one tier', description: 'The statements that are named get the answers that are given; `answer: null` takes one back; statements that are not named keep theirs. All rows are written or none. In forms the rows are `responses[0][statementId]`, `responses[0][answer]`, ...', response: AssessmentDto, body: ['json', 'form', 'multipart'], versioned: 'write', problems: [PROBLEMS.STATE_CONFLICT], example: RESPONSES })
  @Put(':assessmentId/responses')
  answer(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @IfMatch() version: number, @Body() submission: TierResponseSubmission): Promise<AssessmentDto> {
    return this.putResponses.execute(caller, assessmentId, version, submission);
  }

  @Operation('assessments.submit', { summary: 'Hand an assessment in', description: 'Every statement of tier 1 must be answered; the problem lists the open ones as `openStatements`.', response: AssessmentDto, problems: [PROBLEMS.STATE_CONFLICT, ASSESSMENT_PROBLEMS.ASSESSMENT_INCOMPLETE, PROBLEMS.OVERLOADED] })
  @Post(':assessmentId/submit')
  submit(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<AssessmentDto> {
    return this.submitAssessment.execute(caller, assessmentId);
  }

  @Operation('assessments.reopen', { summary: 'Work on an assessment again that came back from review', description: 'Decisions stay, and count for as long as the answers stand that they were about. A business has at most one open assessment; the problem names it as `assessmentId`.', response: AssessmentDto, problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.ALREADY_EXISTS, PROBLEMS.OVERLOADED] })
  @Post(':assessmentId/reopen')
  reopen(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<AssessmentDto> {
    return this.reopenAssessment.execute(caller, assessmentId);
  }
}
