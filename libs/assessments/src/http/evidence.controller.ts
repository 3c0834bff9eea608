import { Controller, Delete, Get, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, PathId, type Principal } from '@plumbline/common';
import { sendAttachment, UPLOAD_PROBLEMS, Uploads } from '@plumbline/files';
import { PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ASSESSMENT_PROBLEMS } from '../domain/problems.js';
import { DeleteEvidence } from '../use-cases/delete-evidence.js';
import { DownloadEvidence } from '../use-cases/download-evidence.js';
import { ListEvidence } from '../use-cases/list-evidence.js';
import { UploadEvidence } from '../use-cases/upload-evidence.js';
import { EvidenceDto, EvidenceListDto, EvidenceUpload } from './evidence.dto.js';

/** How evidence leaves: as a file to be saved. */
export const ATTACHMENT = { mediaType: 'application/octet-stream', description: 'The file, as an attachment.', isFile: true } as const;

/** Files that support what a firm says. */
@ApiTags('assessments')
@Controller('assessments/:assessmentId/evidence')
export class EvidenceController {
  constructor(
    private readonly uploads: Uploads,
    private readonly uploadEvidence: UploadEvidence,
    private readonly listEvidence: ListEvidence,
    private readonly downloadEvidence: DownloadEvidence,
    private readonly deleteEvidence: DeleteEvidence,
  ) {}

  @Operation('assessments.uploadEvidence', {
    summary: 'Support a statement with a file',
    description: 'In a draft, for statements of tiers 2 and 3; at most 10 files a statement and 200 an assessment. The same content is taken once for a statement; the problem names the first as `evidenceId`. It raises the version of the assessment.',
    status: 201,
    upload: EvidenceUpload,
    response: EvidenceDto,
    problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.ALREADY_EXISTS, ASSESSMENT_PROBLEMS.EVIDENCE_LIMIT_REACHED, ...UPLOAD_PROBLEMS],
  })
  @Post()
  upload(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @Req() request: FastifyRequest): Promise<EvidenceDto> {
    return this.uploads.receive(request, EvidenceUpload, ({ statementId }, { name, content }) => this.uploadEvidence.execute(caller, assessmentId, { statementId, name, content }));
  }

  @Operation('assessments.listEvidence', { summary: 'Files of an assessment, and what navigators found of them', response: EvidenceListDto, versioned: 'read' })
  @Get()
  list(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string): Promise<EvidenceListDto> {
    return this.listEvidence.execute(caller, assessmentId);
  }

  @Operation('assessments.downloadEvidence', { summary: 'One file', raw: ATTACHMENT })
  @Get(':evidenceId')
  async download(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @PathId('evidenceId') evidenceId: string, @Res() reply: FastifyReply): Promise<void> {
    const { file, content } = await this.downloadEvidence.forFirm(caller, assessmentId, evidenceId);
    sendAttachment(reply, file, content);
  }

  @Operation('assessments.deleteEvidence', { summary: 'Take a file back', description: 'In a draft, unless a navigator has accepted it.', status: 204, problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED] })
  @Delete(':evidenceId')
  remove(@Caller() caller: Principal, @PathId('assessmentId') assessmentId: string, @PathId('evidenceId') evidenceId: string): Promise<void> {
    return this.deleteEvidence.execute(caller, assessmentId, evidenceId);
  }
}
