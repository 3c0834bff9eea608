import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, DEFAULT_PAGE_SIZE, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { GetCertificate } from '../use-cases/get-certificate.js';
import { ListCertificates } from '../use-cases/list-certificates.js';
import { RevokeCertificate } from '../use-cases/revoke-certificate.js';
import { CertificateAnswers } from './certificate-answers.js';
import { CertificateDto, CertificateListQuery, CertificatePageDto, RevocationDto } from './certificate.dto.js';

/** Certificates, for the firm that holds them and for who may take them back. */
@ApiTags('certificates')
@Controller('certificates')
export class CertificatesController {
  constructor(
    private readonly listCertificates: ListCertificates,
    private readonly getCertificate: GetCertificate,
    private readonly revokeCertificate: RevokeCertificate,
    private readonly answers: CertificateAnswers,
  ) {}

  @Operation('certificates.list', { summary: 'Certificates of your businesses, newest first', response: CertificatePageDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get()
  list(@Caller() caller: Principal, @Query() { businessId, limit = DEFAULT_PAGE_SIZE, cursor }: CertificateListQuery): Promise<CertificatePageDto> {
    return this.listCertificates.execute(caller, { businessId, limit, cursor });
  }

  @Operation('certificates.get', { summary: 'One certificate with its signed text', response: CertificateDto })
  @Get(':certificateId')
  get(@Caller() caller: Principal, @PathId('certificateId') certificateId: string): Promise<CertificateDto> {
    return this.getCertificate.execute(caller, certificateId);
  }

  @Operation('certificates.revoke', { summary: 'Revoke a certificate', description: 'For good. Whoever checks it is told at once that it was revoked, but not why; the firm is told why by mail.', response: CertificateDto, problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED], example: { reason: 'The insurance policy that was shown had lapsed.' } })
  @Post(':certificateId/revoke')
  async revoke(@Caller() caller: Principal, @PathId('certificateId') certificateId: string, @Body() { reason }: RevocationDto): Promise<CertificateDto> {
    const { certificate, version } = await this.revokeCertificate.execute(caller, certificateId, reason);
    this.answers.forget(certificate, version);
    return certificate;
  }
}
