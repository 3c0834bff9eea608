import { Injectable } from '@nestjs/common';
import { SessionRepository } from '../data/session.repository.js';
import { LivingAccounts } from './living-accounts.js';
import { RefreshTokens } from './refresh-tokens.js';

/** Ends the session of a refresh token. */
@Injectable()
export class LogOut {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly refreshTokens: RefreshTokens,
    private readonly living: LivingAccounts,
  ) {}

  /** Logging out of what is over, or with what never was a token, has nothing left to do and is no failure. */
  async execute(token: string): Promise<void> {
    const presented = this.refreshTokens.read(token);
    const family = presented === undefined ? undefined : await this.sessions.findFamily(presented.sessionId);
    if (family === undefined) return;
    await this.sessions.revoke(family.userId, family._id, 'logout');
    this.living.forgetSession(family._id);
  }
}
