import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import { Config } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { CertificatesRepository } from '../data/certificates.repository.js';
import { earnsCertificate } from '../domain/eligibility.js';
import { CERTIFICATE_FIELDS, certificateOf } from '../use-cases/certificate-view.js';
import { expiredLetter, issuedLetter, type Letter, reminderLetter, revokedLetter, withheldLetter } from '../use-cases/letters.js';
import { VERIFIED, verifiedAssessment } from './verified-assessment.js';

/** Writes to the owner of the firm what became of a certificate, or why there is none. */
@Injectable()
export class TellFirm extends EventHandler {
  override readonly name = 'certificates.tell-firm';
  override readonly types = [VERIFIED, 'certificate.issued', 'certificate.expiry_near', 'certificate.expired', 'certificate.revoked'];

  constructor(
    private readonly certificates: CertificatesRepository,
    private readonly businesses: BusinessFacts,
    private readonly mailer: Mailer,
    private readonly config: Config,
  ) {
    super();
  }

  /** The owner is looked up now: whoever owns the firm when the mail is written gets it. */
  override async handle(event: RelayedEvent): Promise<void> {
    const letter = event.type === VERIFIED ? withheld(event) : await this.#letter(event);
    if (letter === undefined) return;
    const to = await this.businesses.ownerEmail(String(event.data['businessId']));
    if (to !== undefined) await this.mailer.queue({ id: `${event.id}:owner`, to, ...letter });
  }

  /** What is overtaken when the mail is written is not told any more. */
  async #letter({ type, objectId }: RelayedEvent): Promise<Letter | undefined> {
    const { revocationReason, ...found } = await this.certificates.get(EVERYTHING, objectId, [...CERTIFICATE_FIELDS, 'revocationReason']);
    const certificate = certificateOf(found);
    const publicUrl = this.config.get('PUBLIC_URL');
    switch (type) {
      case 'certificate.issued':
        return certificate.state === 'valid' ? issuedLetter(certificate, publicUrl) : undefined;
      case 'certificate.expiry_near':
        return certificate.state === 'valid' ? reminderLetter(certificate, publicUrl) : undefined;
      case 'certificate.expired':
        return expiredLetter(certificate, publicUrl);
      case 'certificate.revoked':
        return revokedLetter(certificate, revocationReason, publicUrl);
      default:
        return undefined;
    }
  }
}

function withheld(event: RelayedEvent): Letter | undefined {
  const assessment = verifiedAssessment(event);
  return earnsCertificate(assessment) ? undefined : withheldLetter(assessment);
}
