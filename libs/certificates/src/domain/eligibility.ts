/** The share of the catalogue that must be verified, and the same in percent. */
export const REQUIRED_FLOOR = 0.7;
export const REQUIRED_PERCENT = 70;

/** Shares are sums of weighted means: what is exactly 70 % may come out a little below. */
const ROUNDING = 1e-9;

/** What a verification came to. */
export interface VerifiedAssessment {
  readonly assessmentId: string;
  readonly businessId: string;
  readonly catalogueVersion: number;
  /** 0..1 */
  readonly verifiedFloor: number;
  /** Critical statements that the firm fails. */
  readonly criticalFailed: number;
  /** Whether the assessment counts itself as good enough. */
  readonly eligible: boolean;
  readonly verifiedAt: Date;
  /** When the verification lapses, and with it the certificate; twelve months on unless told. */
  readonly expiresAt?: Date | undefined;
}

/** A share in whole percent, rounded down: nobody is certified more than was verified. */
export function wholePercent(share: number): number {
  return Math.floor((share + ROUNDING) * 100);
}

/** Whether a certificate follows. Both must say so: what the assessment says of itself, and its figures. */
export function earnsCertificate({ verifiedFloor, criticalFailed, eligible }: VerifiedAssessment): boolean {
  return eligible && criticalFailed === 0 && verifiedFloor >= REQUIRED_FLOOR - ROUNDING;
}
