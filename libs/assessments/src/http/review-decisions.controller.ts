import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import { Caller, Operation, PathId, type Principal } from '@plumbline/common';
import { sendAttachment } from '@plumbline/files';
import type { FastifyReply } from 'fastify';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { DecideEvidence } from '../use-cases/decide-evidence.js';
import { DecideStatement } from '../use-cases/decide-statement.js';
import { DownloadEvidence } from '../use-cases/download-evidence.js';
import { AnswerDto } from './assessment.dto.js';
import { ATTACHMENT } from './evidence.controller.js';
import { EvidenceDto } from './evidence.dto.js';
import { HOLDER_PROBLEMS } from './reviews.controller.js';
import { EvidenceDecisionDto, StatementDecisionDto } from './reviews.dto.js';

/** What a navigator finds of single files and statements. */
@ApiTags('reviews')
@Controller('reviews/:assessmentId')
export class ReviewDecisionsController {
  constructor(
    private readonly downloadEvidence: DownloadEvidence,
    private readonly decideEvidence: DecideEvidence,
    private readonly decideStatement: DecideStatement,
  ) {}

  @Operation('reviews.downloadEvidence', { summary: 'One file of an assessment under review', raw: ATTACHMENT, problems: [BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST, ASSESSMENT_PROBLEMS.REVIEW_NOT_HELD] })
  @Get('evidence/:evidenceId')
  async download(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @PathId('evidenceId') evidenceId: string, @Res() reply: FastifyReply): Promise<void> {
    const { file, content } = await this.downloadEvidence.forReviewer(caller, assessmentId, evidenceId);
    sendAttachment(reply, file, content);
  }

  @Operation('reviews.decideEvidence', { summary: 'Accept or reject a file', description: 'In view of the answer that stands; it can be decided anew for as long as the review lasts.', response: EvidenceDto, problems: HOLDER_PROBLEMS, example: { decision: 'reject', reason: 'The certificate has expired; please send the present one.' } })
  @Post('evidence/:evidenceId/decision')
  evidence(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @PathId('evidenceId') evidenceId: string, @Body() decision: EvidenceDecisionDto): Promise<EvidenceDto> {
    return this.decideEvidence.execute(caller, assessmentId, evidenceId, decision);
  }

  @Operation('reviews.decideStatement', { summary: 'Verify or refuse the answer to a statement of tier 3', description: 'It can be decided anew for as long as the review lasts.', response: AnswerDto, problems: HOLDER_PROBLEMS, example: { statementId: 'LEG-3-01', decision: 'verified' } })
  @Post('statements/decision')
  statement(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @Body() decision: StatementDecisionDto): Promise<AnswerDto> {
    return this.decideStatement.execute(caller, assessmentId, decision);
  }
}
