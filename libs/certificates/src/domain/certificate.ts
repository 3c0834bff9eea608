import type { CertificateState } from './states.js';

/** What is certified of a firm, and what became of it. */
export interface Certificate {
  readonly id: string;
  /** `PLB-2026-7K3M-9XQ4-T8RH` */
  readonly number: string;
  readonly businessId: string;
  /** The firm's legal name when the certificate was issued. */
  readonly businessName: string;
  readonly assessmentId: string;
  readonly catalogueVersion: number;
  /** The least that was verified, in whole percent, rounded down. */
  readonly verifiedFloor: number;
  readonly issuedAt: Date;
  /** The first moment at which it is no longer valid. */
  readonly expiresAt: Date;
  /** As it is stored; time is not in it, see `statusOf`. */
  readonly state: CertificateState;
  readonly revokedAt?: Date;
  /** Number of the certificate that took its place. */
  readonly supersededBy?: string;
  /** The key that signed it. */
  readonly keyId: string;
  /** The signed text: a compact JWS. */
  readonly jws: string;
}

/** What a certificate is worth at a moment. */
export const STATUSES = ['valid', 'not_yet_valid', 'expired', 'superseded', 'revoked'] as const;
export type Status = (typeof STATUSES)[number];

type Dated = Pick<Certificate, 'state' | 'issuedAt' | 'expiresAt'>;

/** Time counts at once, before the state is moved on. */
export function statusOf({ state, issuedAt, expiresAt }: Dated, now: Date): Status {
  if (state !== 'valid') return state;
  if (now < issuedAt) return 'not_yet_valid';
  return now < expiresAt ? 'valid' : 'expired';
}

/** When the status will be another one by time alone; undefined when it will not. */
export function nextChange({ issuedAt, expiresAt }: Dated, status: Status): Date | undefined {
  if (status === 'not_yet_valid') return issuedAt;
  return status === 'valid' ? expiresAt : undefined;
}

/** Twelve months on, by the calendar in UTC; 29 February leads to 28 February. */
export function expiryOf(issuedAt: Date): Date {
  const expiresAt = new Date(issuedAt);
  expiresAt.setUTCFullYear(issuedAt.getUTCFullYear() + 1);
  if (expiresAt.getUTCMonth() !== issuedAt.getUTCMonth()) expiresAt.setUTCDate(0);
  return expiresAt;
}
