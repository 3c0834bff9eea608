import type { Certificate } from '../domain/certificate.js';
import { verdictOn } from '../domain/verdict.js';
import type { CertificateCheckDto } from './certificate.dto.js';

/** What anybody is told of a certificate at a moment: nothing about people, and no reason that somebody wrote. */
export function checkDto(certificate: Certificate, now: Date): CertificateCheckDto {
  const { number, businessName, catalogueVersion, verifiedFloor, issuedAt, expiresAt, revokedAt, supersededBy = null, keyId, jws } = certificate;
  return {
    ...verdictOn(certificate, now),
    number, businessName, catalogueVersion, verifiedFloor,
    issuedAt: issuedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    supersededBy, keyId, jws,
  };
}
