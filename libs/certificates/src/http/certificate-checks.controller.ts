import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CheckCertificateText } from '../use-cases/check-certificate-text.js';
import { CertificateAnswers } from './certificate-answers.js';
import { CertificateCheckDto, CertificateReferenceParams, CertificateTextCheckDto, CertificateTextDto } from './certificate.dto.js';
import { checkDto } from './check-dto.js';

/** For whoever is shown a certificate: is it true, and is it still good? */
@ApiTags('certificates')
@Controller('certificates')
export class CertificateChecksController {
  constructor(
    private readonly answers: CertificateAnswers,
    private readonly checkText: CheckCertificateText,
    private readonly clock: Clock,
  ) {}

  @Operation('certificates.checkText', { summary: 'Check the signed text of a certificate', description: 'The verdict on any text is an answer, not an error.', response: CertificateTextCheckDto, example: { jws: 'eyJhbGciOiJub25lIn0.e30.AA' } })
  @Post('check')
  async text(@Body() { jws }: CertificateTextDto): Promise<CertificateTextCheckDto> {
    const { verdict, sentence, certificate } = await this.checkText.execute(jws);
    return { verdict, sentence, certificate: certificate === undefined ? null : checkDto(certificate, this.clock.now()) };
  }

  @Operation('certificates.check', { summary: 'Check a certificate by its number or id', description: 'Cached for a minute; a revocation is seen here at once.', response: CertificateCheckDto, versioned: 'read' })
  @Get(':reference/check')
  check(@Param() { reference }: CertificateReferenceParams, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.send('check', reference, request, reply);
  }

  @Operation('certificates.qrCode', { summary: 'QR code of the page of a certificate', raw: { mediaType: 'image/svg+xml', description: 'The code, as SVG.' }, versioned: 'read' })
  @Get(':reference/qr.svg')
  qrCode(@Param() { reference }: CertificateReferenceParams, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answers.send('qr', reference, request, reply);
  }
}
