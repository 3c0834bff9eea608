import { Flag, Instant, ListOf, OneOf, text, Text, Whole } from '@plumbline/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { PASSWORD_LENGTH } from '../domain/password-policy.js';
import { LOGIN_TICKET_MS, RECOVERY_CODES, SECOND_FACTOR_STATES, type SecondFactorState } from '../domain/second-factor.js';
import type { SecondFactorProof } from '../use-cases/check-second-factor.js';
import type { Enrolment } from '../use-cases/enrol-second-factor.js';
import type { SecondFactorView } from '../use-cases/get-second-factor.js';

const CODE = { min: 6, max: 6, pattern: /^[0-9]{6}$/, example: '287082' } as const;
const RECOVERY_CODE = { min: 16, max: 24, pattern: /^[0-9A-Za-z -]*$/, example: '7Q2M-K9XD-0TRW-H4VB' } as const;

export class SecondFactorResponse {
  @OneOf(SECOND_FACTOR_STATES.states, { description: 'pending: begun, and not confirmed by a first code.' })
  state!: SecondFactorState;

  @Instant({ nullable: true })
  enrolledAt!: string | null;

  @Whole({ min: 0, max: RECOVERY_CODES, example: RECOVERY_CODES })
  recoveryCodesLeft!: number;
}

export function toSecondFactorResponse({ state, enrolledAt, recoveryCodesLeft }: SecondFactorView): SecondFactorResponse {
  return { state, enrolledAt: enrolledAt?.toISOString() ?? null, recoveryCodesLeft };
}

export class EnrolSecondFactorDto {
  @Text({ max: PASSWORD_LENGTH.max, format: 'password', description: 'The password again.' })
  password!: string;
}

export class EnrolmentResponse {
  @Text({ max: 64, pattern: /^[A-Z2-7]*$/, example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', description: 'The secret in base32 (RFC 4648), to be typed.' })
  secret!: string;

  @Text({ max: 1024, example: 'otpauth://totp/Plumbline:ada%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Plumbline', description: 'The same as authenticator apps take it.' })
  uri!: string;

  @Text({ max: 100_000, description: 'The same as a QR code in SVG.' })
  qrCode!: string;

  @Instant({ description: 'Until when a first code must be shown.' })
  confirmUntil!: string;
}

export function toEnrolmentResponse({ secret, uri, qrCode, confirmUntil }: Enrolment): EnrolmentResponse {
  return { secret, uri, qrCode, confirmUntil: confirmUntil.toISOString() };
}

export class ConfirmSecondFactorDto {
  @Text({ ...CODE, description: 'What the app shows.' })
  code!: string;
}

const EXAMPLE_CODES = Array.from({ length: RECOVERY_CODES }, (_, at) => `7Q2M-K9XD-0TRW-H4V${at}`);

export class RecoveryCodesResponse {
  @ListOf(text({ max: 24 }), { min: RECOVERY_CODES, max: RECOVERY_CODES, description: 'Shown now and never again; each is good for once.', example: EXAMPLE_CODES })
  recoveryCodes!: readonly string[];
}

/** One of the two is sent. */
export class SecondFactorProofDto {
  @Text({ ...CODE, optional: true, description: 'What the app shows; not together with `recoveryCode`.' })
  code?: string;

  @Text({ ...RECOVERY_CODE, optional: true, description: 'One of the codes for the day on which the phone is gone; not together with `code`.' })
  recoveryCode?: string;
}

export class CompleteLoginDto extends SecondFactorProofDto {
  @Text({ min: 43, max: 43, pattern: /^[A-Za-z0-9_-]{43}$/, description: 'What the login gave.', example: 'qk3VYtI5u8a0eZ2m7cR1bX9dN4wF6hJ0sLpGoTiKvUE' })
  ticket!: string;
}

/** @throws Problem VALIDATION_FAILED unless exactly one of the two was sent. */
export function toProof({ code, recoveryCode }: SecondFactorProofDto): SecondFactorProof {
  if (code !== undefined && recoveryCode === undefined) return { method: 'totp', code };
  if (recoveryCode !== undefined && code === undefined) return { method: 'recovery-code', code: recoveryCode };
  const errors = [{ pointer: '/code', code: 'ONE_OF', message: 'send either code or recoveryCode' }];
  throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors });
}

export class StepUpResponse {
  @Instant({ description: 'Until when operations that ask for a second factor take this session.' })
  steppedUpUntil!: string;
}

/** What a login is answered with when the account has a second factor: no tokens yet. */
export class SecondFactorChallenge {
  @Flag({ example: true, description: 'Always true: show the second factor with POST /api/v1/auth/login/second-factor.' })
  secondFactorRequired!: boolean;

  @Text({ min: 43, max: 43, description: 'To be sent back with the code; good for one login.', example: 'qk3VYtI5u8a0eZ2m7cR1bX9dN4wF6hJ0sLpGoTiKvUE' })
  ticket!: string;

  @Whole({ min: 0, max: LOGIN_TICKET_MS / 1000, example: LOGIN_TICKET_MS / 1000, description: 'Seconds for which the ticket is good.' })
  expiresIn!: number;
}
