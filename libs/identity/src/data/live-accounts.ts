import { Injectable } from '@nestjs/common';
import { roleBits } from '@plumbline/common';
import { Database, EVERYTHING, LiveCache } from '@plumbline/database';
import { LivingAccounts, type LivingAccount, type LivingSession } from '../use-cases/living-accounts.js';
import { SessionRepository } from './session.repository.js';
import { SESSIONS } from './session.schema.js';
import { UserRepository } from './user.repository.js';
import { USERS } from './user.schema.js';

/** Entries kept at least: the people and devices of some ten minutes; about 200 bytes each. */
const CAPACITY = 20_000;

/** Sessions and accounts as change streams keep them true; while a stream is down each question goes to the database. */
@Injectable()
export class LiveAccounts extends LivingAccounts {
  readonly #sessions: LiveCache<string, LivingSession | undefined>;
  readonly #accounts: LiveCache<string, LivingAccount | undefined>;

  constructor(
    database: Database,
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
  ) {
    super();
    this.#sessions = new LiveCache(database, { collection: SESSIONS, capacity: CAPACITY });
    this.#accounts = new LiveCache(database, { collection: USERS, capacity: CAPACITY });
  }

  override session(sessionId: string): LivingSession | undefined | Promise<LivingSession | undefined> {
    return this.#sessions.peek(sessionId) ?? this.#sessions.get(sessionId, (id) => this.#loadSession(id));
  }

  override account(userId: string): LivingAccount | undefined | Promise<LivingAccount | undefined> {
    return this.#accounts.peek(userId) ?? this.#accounts.get(userId, (id) => this.#loadAccount(id));
  }

  override forgetSession(sessionId: string): void {
    this.#sessions.invalidate(sessionId);
  }

  override forgetAccount(userId: string): void {
    this.#accounts.invalidate(userId);
  }

  async #loadSession(sessionId: string): Promise<LivingSession | undefined> {
    const found = await this.sessions.findOne(EVERYTHING, { _id: sessionId }, ['userId', 'state', 'steppedUpAt']);
    return found === undefined ? undefined : { userId: found.userId, active: found.state === 'active', steppedUpAt: found.steppedUpAt?.getTime() };
  }

  async #loadAccount(userId: string): Promise<LivingAccount | undefined> {
    const found = await this.users.findOne(EVERYTHING, { _id: userId }, ['roles', 'state']);
    return found === undefined ? undefined : { active: found.state === 'active', roles: found.roles, roleBits: roleBits(found.roles) };
  }
}
