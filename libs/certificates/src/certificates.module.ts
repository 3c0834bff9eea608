import { Module } from '@nestjs/common';
import { BusinessesModule } from '@plumbline/businesses';
import { Config } from '@plumbline/config';
import { SignatureRing } from '@plumbline/signatures';
import { RandomCertificateNumbers } from './adapters/random-certificate-numbers.js';
import { CertificatesRepository } from './data/certificates.repository.js';
import { CertificateAnswers } from './http/certificate-answers.js';
import { CertificateChecksController } from './http/certificate-checks.controller.js';
import { CertificateKeysController } from './http/certificate-keys.controller.js';
import { CertificatePageController } from './http/certificate-page.controller.js';
import { CertificatesController } from './http/certificates.controller.js';
import { IssueOnVerification } from './jobs/issue-on-verification.js';
import { TellFirm } from './jobs/tell-firm.js';
import { WatchExpiry } from './jobs/watch-expiry.js';
import { CertificateNumbers } from './use-cases/certificate-numbers.js';
import { CheckCertificate } from './use-cases/check-certificate.js';
import { CheckCertificateText } from './use-cases/check-certificate-text.js';
import { FollowExpiry } from './use-cases/follow-expiry.js';
import { GetCertificate } from './use-cases/get-certificate.js';
import { IssueCertificate } from './use-cases/issue-certificate.js';
import { ListCertificates } from './use-cases/list-certificates.js';
import { RevokeCertificate } from './use-cases/revoke-certificate.js';

@Module({
  imports: [BusinessesModule],
  controllers: [CertificatesController, CertificateChecksController, CertificatePageController, CertificateKeysController],
  providers: [
    { provide: SignatureRing, inject: [Config], useFactory: (config: Config) => new SignatureRing(config.get('CERTIFICATE_SIGNING_KEYS'), config.get('CERTIFICATE_RETIRED_KEYS')) },
    { provide: CertificateNumbers, useClass: RandomCertificateNumbers },
    CertificatesRepository,
    CertificateAnswers,
    IssueCertificate,
    ListCertificates,
    GetCertificate,
    RevokeCertificate,
    CheckCertificate,
    CheckCertificateText,
    FollowExpiry,
    IssueOnVerification,
    TellFirm,
    WatchExpiry,
  ],
})
export class CertificatesModule {}
