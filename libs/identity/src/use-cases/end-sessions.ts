import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../data/session.repository.js';
import type { RevocationReason } from '../domain/session.js';
import { LivingAccounts } from './living-accounts.js';

/** Ends sessions of a person at once: their refresh tokens and their access tokens. */
@Injectable()
export class EndSessions {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly living: LivingAccounts,
  ) {}

  /** Ends one. One that is over already stays so. @throws Problem NOT_FOUND when the person has no such session. */
  async one(userId: string, sessionId: string): Promise<void> {
    await this.sessions.revoke(userId, sessionId, 'revoked-by-owner');
    this.living.forgetSession(sessionId);
  }

  /** Ends all but one. */
  async others(userId: string, keptSessionId: string, reason: RevocationReason): Promise<void> {
    for (const sessionId of await this.sessions.revokeAll(userId, reason, { kept: keptSessionId })) this.living.forgetSession(sessionId);
  }

  /** Ends all but one that began at that moment or before; done twice, it is done. */
  async begunBy(userId: string, moment: Date, reason: RevocationReason, keptSessionId: string | undefined): Promise<void> {
    for (const sessionId of await this.sessions.revokeAll(userId, reason, { kept: keptSessionId, begunBy: moment })) this.living.forgetSession(sessionId);
  }

  /** Ends all. */
  async all(userId: string, reason: RevocationReason): Promise<void> {
    for (const sessionId of await this.sessions.revokeAll(userId, reason)) this.living.forgetSession(sessionId);
  }
}
