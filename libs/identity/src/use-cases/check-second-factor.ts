import { Injectable } from '@nestjs/common';
import type { SecondFactorMethod } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Problem } from '@plumbline/problems';
import { type ActiveSecondFactor, SecondFactorRepository } from '../data/second-factor.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { OneTimePasswords } from './one-time-passwords.js';
import { RecoveryCodes } from './recovery-codes.js';
import { SecondFactorThrottle } from './second-factor-throttle.js';

/** What somebody shows as their second factor. */
export interface SecondFactorProof {
  readonly method: SecondFactorMethod;
  /** As typed. */
  readonly code: string;
}

/** Takes a code of a person's second factor: each code once, however many requests bring it at the same time. */
@Injectable()
export class CheckSecondFactor {
  constructor(
    private readonly factors: SecondFactorRepository,
    private readonly passwords: OneTimePasswords,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly throttle: SecondFactorThrottle,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem SECOND_FACTOR_MISSING when there is none; SECOND_FACTOR_THROTTLED; SECOND_FACTOR_REFUSED when the code is wrong or was used. */
  async execute(userId: string, { method, code }: SecondFactorProof): Promise<void> {
    const factor = await this.factors.findActive(userId);
    if (factor === undefined) throw new Problem(IDENTITY_PROBLEMS.SECOND_FACTOR_MISSING);
    const takeBack = await this.throttle.charge(userId);
    const taken = method === 'totp' ? await this.#take(factor, code) : await this.factors.takeRecoveryCode(userId, this.recoveryCodes.hashOf(userId, code));
    if (!taken) throw new Problem(IDENTITY_PROBLEMS.SECOND_FACTOR_REFUSED);
    await takeBack();
  }

  async #take(factor: ActiveSecondFactor, code: string): Promise<boolean> {
    const step = this.passwords.stepOf(factor.secret, code, this.clock.now());
    return step !== undefined && step > factor.lastStep && this.factors.takeStep(factor, step);
  }
}
