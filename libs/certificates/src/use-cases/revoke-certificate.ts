import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { CertificatesRepository } from '../data/certificates.repository.js';
import { CERTIFICATE_STATES } from '../domain/states.js';
import { type CertificateView, VIEW_FIELDS, viewOf } from './certificate-view.js';

/** What was revoked, and the version that says so. */
export interface Revoked {
  readonly certificate: CertificateView;
  readonly version: number;
}

/** Takes a certificate back, for good; the firm is told why, and everybody that it is so. */
@Injectable()
export class RevokeCertificate {
  constructor(
    private readonly certificates: CertificatesRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @param reason in the admin's words; for the firm only.
   * @throws Problem NOT_FOUND, STATE_CONFLICT when it is revoked already.
   */
  async execute({ userId }: Principal, certificateId: string, reason: string): Promise<Revoked> {
    const now = this.clock.now();
    const { businessId } = await this.certificates.get(EVERYTHING, certificateId, ['businessId']);
    const set = { revokedAt: now, revokedBy: userId, revocationReason: reason };
    const events = [{ type: 'certificate.revoked', data: { businessId } }] as const;
    const revoked = await this.certificates.transition(EVERYTHING, certificateId, { step: CERTIFICATE_STATES.step('revoke'), set, events }, VIEW_FIELDS);
    return { certificate: viewOf(revoked, now), version: revoked.v };
  }
}
