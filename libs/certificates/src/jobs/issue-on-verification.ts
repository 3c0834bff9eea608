import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { IssueCertificate } from '../use-cases/issue-certificate.js';
import { VERIFIED, verifiedAssessment } from './verified-assessment.js';

/** A verified assessment earns its certificate. */
@Injectable()
export class IssueOnVerification extends EventHandler {
  override readonly name = 'certificates.issue';
  override readonly types = [VERIFIED];

  constructor(private readonly issue: IssueCertificate) {
    super();
  }

  override async handle(event: RelayedEvent): Promise<void> {
    await this.issue.execute(verifiedAssessment(event));
  }
}
