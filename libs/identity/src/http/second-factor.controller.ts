import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, type Principal, sessionOf } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { ConfirmSecondFactor } from '../use-cases/confirm-second-factor.js';
import { DisableSecondFactor } from '../use-cases/disable-second-factor.js';
import { EnrolSecondFactor } from '../use-cases/enrol-second-factor.js';
import { GetSecondFactor } from '../use-cases/get-second-factor.js';
import { RenewRecoveryCodes } from '../use-cases/renew-recovery-codes.js';
import { StepUp } from '../use-cases/step-up.js';
import {
  ConfirmSecondFactorDto, EnrolmentResponse, EnrolSecondFactorDto, RecoveryCodesResponse, SecondFactorProofDto, SecondFactorResponse, StepUpResponse,
  toEnrolmentResponse, toProof, toSecondFactorResponse,
} from './second-factor.dto.js';

const { SECOND_FACTOR_MISSING, SECOND_FACTOR_REFUSED, SECOND_FACTOR_THROTTLED, PASSWORD_REFUSED, LOGIN_THROTTLED } = IDENTITY_PROBLEMS;

/**
 * The second factor of one's own account. What answers with a fresh secret takes no Idempotency-Key: the answer would have to be kept,
 * and a second run could not make the same secret again.
 */
@ApiTags('auth')
@Controller('auth')
export class SecondFactorController {
  constructor(
    private readonly getFactor: GetSecondFactor,
    private readonly enrolFactor: EnrolSecondFactor,
    private readonly confirmFactor: ConfirmSecondFactor,
    private readonly disableFactor: DisableSecondFactor,
    private readonly renewCodes: RenewRecoveryCodes,
    private readonly stepUpSession: StepUp,
  ) {}

  @Operation('auth.getSecondFactor', { summary: 'Read whether a second factor protects my account', response: SecondFactorResponse })
  @Get('second-factor')
  async get(@Caller() caller: Principal): Promise<SecondFactorResponse> {
    return toSecondFactorResponse(await this.getFactor.execute(caller.userId));
  }

  @Operation('auth.enrolSecondFactor', {
    summary: 'Begin to enrol an authenticator app',
    description: 'TOTP as RFC6238 describes it: SHA-1, six digits, 30 seconds. It protects nothing until a first code was confirmed; an enrolment that was not confirmed is replaced.',
    response: EnrolmentResponse,
    example: { password: 'plumb line in the wind' },
    rateLimit: 'auth',
    secret: true,
    idempotency: 'none',
    problems: [PASSWORD_REFUSED, LOGIN_THROTTLED, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED],
  })
  @Post('second-factor')
  async enrol(@Caller() caller: Principal, @Body() { password }: EnrolSecondFactorDto): Promise<EnrolmentResponse> {
    return toEnrolmentResponse(await this.enrolFactor.execute(caller.userId, password));
  }

  @Operation('auth.confirmSecondFactor', {
    summary: 'Confirm the enrolment by a first code',
    description: 'Gives ten recovery codes, for this once. From now on a login asks for the second factor; this session counts as stepped up.',
    response: RecoveryCodesResponse,
    rateLimit: 'auth',
    secret: true,
    idempotency: 'none',
    problems: [SECOND_FACTOR_REFUSED, SECOND_FACTOR_THROTTLED, PROBLEMS.STATE_CONFLICT],
  })
  @Post('second-factor/confirm')
  async confirm(@Caller() caller: Principal, @Body() { code }: ConfirmSecondFactorDto): Promise<RecoveryCodesResponse> {
    return { recoveryCodes: await this.confirmFactor.execute(sessionOf(caller), code) };
  }

  @Operation('auth.stepUp', {
    summary: 'Show my second factor again',
    description: 'For five minutes this session may do what asks for a fresh second factor. Each code is taken once; after five wrong ones in fifteen minutes right ones wait, too.',
    response: StepUpResponse,
    rateLimit: 'auth',
    problems: [SECOND_FACTOR_MISSING, SECOND_FACTOR_REFUSED, SECOND_FACTOR_THROTTLED, PROBLEMS.STATE_CONFLICT],
  })
  @Post('step-up')
  async stepUp(@Caller() caller: Principal, @Body() proof: SecondFactorProofDto): Promise<StepUpResponse> {
    const until = await this.stepUpSession.execute(sessionOf(caller), toProof(proof));
    return { steppedUpUntil: until.toISOString() };
  }

  @Operation('auth.disableSecondFactor', { summary: 'Give my second factor up', description: 'The secret and the recovery codes are removed.', status: 204, problems: [PROBLEMS.STATE_CONFLICT] })
  @Delete('second-factor')
  async disable(@Caller() caller: Principal): Promise<void> {
    await this.disableFactor.execute(sessionOf(caller));
  }

  @Operation('auth.renewRecoveryCodes', {
    summary: 'Get other recovery codes',
    description: 'Ten, for this once; those that were left are worth nothing any more.',
    response: RecoveryCodesResponse,
    secret: true,
    idempotency: 'none',
    problems: [PROBLEMS.STATE_CONFLICT],
  })
  @Post('second-factor/recovery-codes')
  async renew(@Caller() caller: Principal): Promise<RecoveryCodesResponse> {
    return { recoveryCodes: await this.renewCodes.execute(caller.userId) };
  }
}
