import type { Certificate } from './certificate.js';

/** `typ` of the signed text: none that was signed for another purpose counts as a certificate. */
export const CERTIFICATE_TYPE = 'plumbline-certificate+jws';

/** What is signed; the first seven are those of RFC 7519. docs/certificates.md describes them for others. */
export interface CertificateClaims {
  readonly iss: string;
  /** Id of the firm. */
  readonly sub: string;
  /** Id of the certificate. */
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly number: string;
  readonly name: string;
  readonly catalogueVersion: number;
  readonly verifiedFloor: number;
  /** Where to ask whether it was revoked. */
  readonly check: string;
}

/** The page of a certificate, which its QR code leads to. @param publicUrl without a slash at its end. */
export function pageUrl(publicUrl: string, number: string): string {
  return `${publicUrl}/certificates/${number}`;
}

/** Whole seconds, both rounded down: never valid for longer than the certificate is. */
const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** @param publicUrl also the issuer. */
export function claimsOf(certificate: Omit<Certificate, 'state' | 'keyId' | 'jws'>, publicUrl: string): CertificateClaims {
  const { id, number, businessId, businessName, catalogueVersion, verifiedFloor, issuedAt, expiresAt } = certificate;
  const issued = seconds(issuedAt);
  return { iss: publicUrl, sub: businessId, jti: id, iat: issued, nbf: issued, exp: seconds(expiresAt), number, name: businessName, catalogueVersion, verifiedFloor, check: pageUrl(publicUrl, number) };
}
