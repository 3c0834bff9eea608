import { Injectable } from '@nestjs/common';
import type { Role, SecondFactorMethod } from '@plumbline/common';
import { Clock, Ids } from '@plumbline/config';
import { Problem } from '@plumbline/problems';
import { SessionRepository, sessionsOf } from '../data/session.repository.js';
import { person, UserRepository } from '../data/user.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { idleEnd, LIFETIME_MS, MAX_SESSIONS, SESSION_STATES } from '../domain/session.js';
import { type AccessToken, AccessTokens } from './access-tokens.js';
import { LivingAccounts } from './living-accounts.js';
import { RefreshTokens } from './refresh-tokens.js';

/** What a client holds of its session. */
export interface SessionTokens {
  readonly access: AccessToken;
  readonly refresh: { readonly token: string; readonly expiresAt: Date };
}

/** Whose session it is, as the account was when the password was looked at. */
export interface SessionOwner {
  readonly _id: string;
  readonly roles: readonly Role[];
  readonly passwordChangedAt?: Date | undefined;
}

/** Begins a session for somebody whose password was right, and whose second factor, if there is one. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly users: UserRepository,
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly living: LivingAccounts,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @param client what the owner is shown of the device.
   * @param shown the second factor that was shown just now: the session begins stepped up.
   * @throws Problem INVALID_CREDENTIALS when the password was changed in the meantime.
   */
  async execute(user: SessionOwner, client: string, shown?: SecondFactorMethod): Promise<SessionTokens> {
    const userId = user._id;
    await this.#makeRoom(userId);
    const sessionId = this.ids.next();
    const now = this.clock.now();
    const endsAt = new Date(now.getTime() + LIFETIME_MS);
    const idleEndsAt = idleEnd(now, endsAt);
    const { token, hash } = this.refreshTokens.first(sessionId);
    const session = { _id: sessionId, userId, state: SESSION_STATES.initial, tokenHash: hash, createdAt: now, lastUsedAt: now, idleEndsAt, endsAt, client, ...(shown === undefined ? {} : { steppedUpAt: now }) };
    await this.sessions.insert(sessionsOf({ userId }), session, [{ type: 'session.started', actor: userId, data: { userId, secondFactor: shown ?? 'none' } }]);
    await this.#refuseOldPassword(user, sessionId);
    const access = await this.accessTokens.issue({ userId, sessionId, roles: user.roles, endsAt });
    return { access, refresh: { token, expiresAt: idleEndsAt } };
  }

  /**
   * A change of the password ends the sessions that it finds. One that the old password began at the same moment finds out for itself: either
   * that change found it, or it sees that change here.
   */
  async #refuseOldPassword({ _id: userId, passwordChangedAt }: SessionOwner, sessionId: string): Promise<void> {
    const now = await this.users.get(person({ userId }), userId, ['passwordChangedAt']);
    if (now.passwordChangedAt?.getTime() === passwordChangedAt?.getTime()) return;
    await this.sessions.revoke(userId, sessionId, 'password-changed');
    this.living.forgetSession(sessionId);
    throw new Problem(IDENTITY_PROBLEMS.INVALID_CREDENTIALS);
  }

  /** Ends the oldest sessions of somebody who has as many as there may be. */
  async #makeRoom(userId: string): Promise<void> {
    const living = await this.sessions.findLiving(userId, [], 2 * MAX_SESSIONS);
    for (const { _id } of living.slice(MAX_SESSIONS - 1)) {
      await this.sessions.revoke(userId, _id, 'too-many-sessions');
      this.living.forgetSession(_id);
    }
  }
}
