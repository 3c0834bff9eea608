import type { Found } from '@plumbline/database';
import type { CertificateDocument } from '../data/certificate.schema.js';
import { type Certificate, type Status, statusOf } from '../domain/certificate.js';

/** What is read of a certificate for anybody. */
export const CERTIFICATE_FIELDS = ['number', 'businessId', 'businessName', 'assessmentId', 'catalogueVersion', 'verifiedFloor', 'issuedAt', 'expiresAt', 'state', 'revokedAt', 'supersededBy', 'keyId', 'jws'] as const;

/** What is read of a certificate for its firm. */
export const VIEW_FIELDS = ['v', ...CERTIFICATE_FIELDS, 'revocationReason'] as const;

/** A certificate as its firm sees it. */
export interface CertificateView {
  readonly id: string;
  readonly number: string;
  readonly businessId: string;
  readonly businessName: string;
  readonly assessmentId: string;
  readonly catalogueVersion: number;
  readonly verifiedFloor: number;
  readonly status: Status;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly revocationReason: string | null;
  readonly supersededBy: string | null;
  readonly keyId: string;
  readonly jws: string;
}

export function certificateOf({ _id, ...members }: Found<CertificateDocument, (typeof CERTIFICATE_FIELDS)[number]>): Certificate {
  return { id: _id, ...members };
}

export function viewOf(found: Found<CertificateDocument, (typeof VIEW_FIELDS)[number]>, now: Date): CertificateView {
  const { _id: id, number, businessId, businessName, assessmentId, catalogueVersion, verifiedFloor, keyId, jws, issuedAt, expiresAt, revokedAt, revocationReason = null, supersededBy = null } = found;
  const dates = { issuedAt: issuedAt.toISOString(), expiresAt: expiresAt.toISOString(), revokedAt: revokedAt?.toISOString() ?? null };
  return { id, number, businessId, businessName, assessmentId, catalogueVersion, verifiedFloor, status: statusOf(found, now), ...dates, revocationReason, supersededBy, keyId, jws };
}
