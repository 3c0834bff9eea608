import { Injectable } from '@nestjs/common';
import type { SecondFactorMethod } from '@plumbline/common';
import { Database, defineScope, EVERYTHING, type Filter, type Found, range, Repository, type Scope } from '@plumbline/database';
import { idleEnd, MAX_SESSIONS, type RevocationReason, SESSION_STATES } from '../domain/session.js';
import { unlessConflict } from './conflict.js';
import { type Session, SESSIONS, sessionSchema } from './session.schema.js';

export type OwnedSessions = Scope<'session-owner', { userId: string }>;

/** The sessions of one person. */
export const sessionsOf = defineScope<'session-owner', { userId: string }>();

const FAMILY = ['userId', 'state', 'tokenHash', 'previousTokenHash', 'rotationSalt', 'rotatedAt', 'idleEndsAt', 'endsAt'] as const;

/** What decides about a presented refresh token. */
export type Family = Found<Session, (typeof FAMILY)[number]>;

@Injectable()
export class SessionRepository extends Repository<Session, OwnedSessions> {
  constructor(database: Database) {
    super(database, SESSIONS, sessionSchema());
  }

  /** A person's living sessions, latest login first. */
  async findLiving<const K extends keyof Session>(userId: string, fields: readonly K[], limit = MAX_SESSIONS): Promise<Found<Session, K>[]> {
    const living: Filter<Session> = { state: 'active', idleEndsAt: range({ gt: this.clock.now() }) };
    return this.find(sessionsOf({ userId }), living, fields, { limit, sort: { _id: -1 } });
  }

  /** The family that a refresh token names; undefined when there is none. The token is the proof, so no owner is asked for. */
  async findFamily(sessionId: string): Promise<Family | undefined> {
    return this.findOne(EVERYTHING, { _id: sessionId }, FAMILY);
  }

  /**
   * Replaces the family's current token, in one conditional write: of many requests with the same token one does it.
   * @returns whether this one did; false when `from` is not (any more) the current token of a living session.
   */
  async rotate({ _id, endsAt }: Pick<Family, '_id' | 'endsAt'>, from: string, to: { readonly hash: string; readonly salt: string }): Promise<boolean> {
    const now = this.clock.now();
    const when: Filter<Session> = { state: 'active', tokenHash: from, idleEndsAt: range({ gt: now }) };
    const set = { tokenHash: to.hash, previousTokenHash: from, rotationSalt: to.salt, rotatedAt: now, lastUsedAt: now, idleEndsAt: idleEnd(now, endsAt) };
    return unlessConflict(this.update(EVERYTHING, _id, { when, set }, []));
  }

  /** Notes when the second factor was shown. @throws Problem NOT_FOUND; STATE_CONFLICT when the session is over. */
  async stepUp(userId: string, sessionId: string, at: Date, method: SecondFactorMethod): Promise<void> {
    const events = [{ type: 'session.stepped-up', actor: userId, data: { userId, method } }];
    await this.update(sessionsOf({ userId }), sessionId, { when: { state: 'active' }, set: { steppedUpAt: at }, events }, []);
  }

  /** Forgets of all of a person's sessions that a second factor was shown in them. */
  async stepDown(userId: string): Promise<void> {
    await this.updateMany(sessionsOf({ userId }), { state: 'active' }, { unset: ['steppedUpAt'] });
  }

  /** Ends a session, its family of tokens and its access tokens. @returns false when it was over already. @throws Problem NOT_FOUND */
  async revoke(userId: string, sessionId: string, reason: RevocationReason): Promise<boolean> {
    const step = SESSION_STATES.step('revoke');
    const events = [{ type: 'session.revoked', data: { userId, reason } }] as const;
    return unlessConflict(this.transition(sessionsOf({ userId }), sessionId, { step, events, set: { idleEndsAt: this.clock.now() } }, []));
  }

  /** Ends all living sessions of a person, but `kept` and those that began after `begunBy`. @returns their ids. */
  async revokeAll(userId: string, reason: RevocationReason, { kept, begunBy }: { readonly kept?: string | undefined; readonly begunBy?: Date } = {}): Promise<readonly string[]> {
    const which: Filter<Session> = begunBy === undefined ? { state: 'active' } : { state: 'active', createdAt: range({ lte: begunBy }) };
    const found = await this.find(sessionsOf({ userId }), which, [], { limit: 1_000, sort: { _id: -1 } });
    const living = found.filter(({ _id }) => _id !== kept);
    await Promise.all(living.map(({ _id }) => this.revoke(userId, _id, reason)));
    return living.map(({ _id }) => _id);
  }

  protected override scopeFilter({ by }: OwnedSessions): Filter<Session> {
    return { userId: by.userId };
  }
}
