import { Injectable } from '@nestjs/common';
import { SecondFactorRepository } from '../data/second-factor.repository.js';
import { SessionRepository } from '../data/session.repository.js';
import { LivingAccounts } from './living-accounts.js';
import type { OwnSession } from './mark-stepped-up.js';

/** Gives the second factor up; its secret and its recovery codes are gone. */
@Injectable()
export class DisableSecondFactor {
  constructor(
    private readonly factors: SecondFactorRepository,
    private readonly sessions: SessionRepository,
    private readonly living: LivingAccounts,
  ) {}

  /** No session counts as stepped up any more: what was shown is no second factor now. @throws Problem STATE_CONFLICT when there is none. */
  async execute({ userId, sessionId }: OwnSession): Promise<void> {
    await this.factors.disable(userId);
    await this.sessions.stepDown(userId);
    this.living.forgetSession(sessionId);
  }
}
