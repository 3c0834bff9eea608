import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { SecondFactorRepository, secondFactorOf } from '../data/second-factor.repository.js';
import type { SecondFactorState } from '../domain/second-factor.js';

export interface SecondFactorView {
  readonly state: SecondFactorState;
  readonly enrolledAt: Date | undefined;
  readonly recoveryCodesLeft: number;
}

const NONE: SecondFactorView = { state: 'off', enrolledAt: undefined, recoveryCodesLeft: 0 };

/** Whether a second factor protects my account. */
@Injectable()
export class GetSecondFactor {
  constructor(
    private readonly factors: SecondFactorRepository,
    private readonly clock: Clock,
  ) {}

  async execute(userId: string): Promise<SecondFactorView> {
    const found = await this.factors.findOne(secondFactorOf({ userId }), {}, ['state', 'confirmUntil', 'enrolledAt', 'recoveryCodes']);
    if (found === undefined) return NONE;
    const { state, confirmUntil, enrolledAt, recoveryCodes } = found;
    if (state === 'pending' && (confirmUntil === undefined || confirmUntil <= this.clock.now())) return NONE;
    return { state, enrolledAt, recoveryCodesLeft: Object.keys(recoveryCodes).length };
  }
}
