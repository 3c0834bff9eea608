import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { type Family, SessionRepository } from '../data/session.repository.js';
import { UserRepository } from '../data/user.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { idleEnd, judgeSuperseded } from '../domain/session.js';
import { AccessTokens } from './access-tokens.js';
import { LivingAccounts } from './living-accounts.js';
import type { SessionTokens } from './open-session.js';
import { type PresentedRefreshToken, RefreshTokens } from './refresh-tokens.js';

function over(): Problem {
  return new Problem(PROBLEMS.UNAUTHENTICATED, { detail: 'The session is over. Log in.' });
}

/**
 * Trades a refresh token for the next one and an access token (RFC 9700 section 4.14.2). Of many requests with the same
 * token one writes; the others get the same successor for 30 s; later, the token's return ends the whole session.
 */
@Injectable()
export class RefreshSession {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly living: LivingAccounts,
    private readonly clock: Clock,
  ) {}

  /**
   * @param token the refresh cookie's value.
   * @throws Problem UNAUTHENTICATED when the token is not ours or its session is over; REFRESH_REUSED.
   */
  async execute(token: string): Promise<SessionTokens> {
    const presented = this.refreshTokens.read(token);
    if (presented === undefined) throw over();
    const family = await this.#family(presented);
    const next = (await this.#rotate(family, presented)) ?? (await this.#successorOf(await this.#family(presented), presented));
    const user = await this.users.findOne(EVERYTHING, { _id: family.userId, state: 'active' }, ['roles']);
    if (user === undefined) throw over();
    const access = await this.accessTokens.issue({ userId: user._id, sessionId: family._id, roles: user.roles, endsAt: family.endsAt });
    return { access, refresh: { token: next, expiresAt: idleEnd(this.clock.now(), family.endsAt) } };
  }

  async #family({ sessionId }: PresentedRefreshToken): Promise<Family> {
    const family = await this.sessions.findFamily(sessionId);
    if (family === undefined) throw over();
    return family;
  }

  /** @returns undefined when the token is not the current one, or another request was faster. */
  async #rotate(family: Family, presented: PresentedRefreshToken): Promise<string | undefined> {
    if (family.tokenHash !== presented.hash) return undefined;
    const salt = this.refreshTokens.salt();
    const { token, hash } = this.refreshTokens.successor(presented, salt);
    const rotated = await this.sessions.rotate(family, presented.hash, { hash, salt });
    return rotated ? token : undefined;
  }

  async #successorOf(family: Family, presented: PresentedRefreshToken): Promise<string> {
    const verdict = judgeSuperseded(family, presented.hash, this.clock.now());
    if (verdict === 'ended') throw over();
    const { token, hash } = this.refreshTokens.successor(presented, family.rotationSalt ?? '');
    if (verdict === 'sibling' && hash === family.tokenHash) return token;
    await this.sessions.revoke(family.userId, family._id, 'token-reuse');
    this.living.forgetSession(family._id);
    throw new Problem(IDENTITY_PROBLEMS.REFRESH_REUSED);
  }
}
