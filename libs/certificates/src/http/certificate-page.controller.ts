import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CertificateAnswers } from './certificate-answers.js';
import { CertificateReferenceParams } from './certificate.dto.js';

/** The certificate as a page, for people: on a screen, a telephone or paper. Outside the versioned prefix, for its address is printed. */
@ApiTags('pages')
@Controller('certificates')
export class CertificatePageController {
  constructor(private readonly answers: CertificateAnswers) {}

  @Operation('certificates.page', { summary: 'A certificate as a page made for printing', description: 'Its QR code leads here. It has no script, loads nothing, and prints on A4 and Letter.', raw: { mediaType: 'text/html', description: 'The page.' }, versioned: 'read' })
  @Get(':reference')
  page(@Param() { reference }: CertificateReferenceParams, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.send('page', reference, request, reply);
  }
}
