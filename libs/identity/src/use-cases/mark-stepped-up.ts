import { Injectable } from '@nestjs/common';
import { type SecondFactorMethod, STEP_UP_SECONDS } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { SessionRepository } from '../data/session.repository.js';
import { LivingAccounts } from './living-accounts.js';

/** A session and whose it is. */
export interface OwnSession {
  readonly userId: string;
  readonly sessionId: string;
}

/** Notes in a session that its second factor was shown now; true in all processes at once. */
@Injectable()
export class MarkSteppedUp {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly living: LivingAccounts,
    private readonly clock: Clock,
  ) {}

  /** @returns until when that counts. @throws Problem STATE_CONFLICT when the session ended at the same moment. */
  async execute({ userId, sessionId }: OwnSession, method: SecondFactorMethod): Promise<Date> {
    const at = this.clock.now();
    await this.sessions.stepUp(userId, sessionId, at, method);
    this.living.forgetSession(sessionId);
    return new Date(at.getTime() + STEP_UP_SECONDS * 1000);
  }
}
