import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { type Principal, requiredRight } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { CertificatesRepository } from '../data/certificates.repository.js';
import { type CertificateView, VIEW_FIELDS, viewOf } from './certificate-view.js';

/** One certificate of the caller's businesses, with its signed text. */
@Injectable()
export class GetCertificate {
  constructor(
    private readonly memberships: Memberships,
    private readonly certificates: CertificatesRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem NOT_FOUND; every member may read, so that there is no other refusal. */
  async execute(principal: Principal, certificateId: string): Promise<CertificateView> {
    const scope = await this.memberships.scopes(principal, requiredRight('certificates.get'));
    return viewOf(await this.certificates.get(scope, certificateId, VIEW_FIELDS), this.clock.now());
  }
}
