import { InProcessRateLimiter } from '@plumbline/common';
import { Clock, type Config } from '@plumbline/config';
import { createIndexes, type Database } from '@plumbline/database';
import { dropAndClose, openTestDatabase, testConfig } from '../../../test/fixtures/test-database.js';
import { AccessTokenVerifier } from './adapters/access-token-verifier.js';
import { Argon2PasswordHasher } from './adapters/argon2-password-hasher.js';
import { BearerAuthenticator } from './adapters/bearer-authenticator.js';
import { ChainedRefreshTokens } from './adapters/chained-refresh-tokens.js';
import { SignedAccessTokens } from './adapters/signed-access-tokens.js';
import { SignedDeviceCookies } from './adapters/signed-device-cookies.js';
import { type SigningKey, signingKeys } from '@plumbline/signatures';
import { apiKeyParts } from './api-keys.fixture.js';
import { mailLinkParts, PASSWORD } from './mail-links.fixture.js';
import { secondFactorParts } from './second-factor.fixture.js';
import { TokenAuthenticator } from './adapters/token-authenticator.js';
import { AdminLock } from './data/admin-lock.js';
import { IDENTITY_INDEXES } from './data/indexes.js';
import { LiveAccounts } from './data/live-accounts.js';
import { SessionRepository } from './data/session.repository.js';
import { UserRepository } from './data/user.repository.js';
import { ConfirmPassword } from './use-cases/confirm-password.js';
import { EndSessions } from './use-cases/end-sessions.js';
import { GetAccount } from './use-cases/get-account.js';
import { KeepOneAdmin } from './use-cases/keep-one-admin.js';
import { ListAccounts } from './use-cases/list-accounts.js';
import { ListSessions } from './use-cases/list-sessions.js';
import { LogIn, type LoggedIn, type SecondFactorAwaited } from './use-cases/log-in.js';
import { LogOut } from './use-cases/log-out.js';
import { LoginThrottle } from './use-cases/login-throttle.js';
import { OpenSession } from './use-cases/open-session.js';
import { PasswordHasher } from './use-cases/password-hasher.js';
import { People } from './use-cases/people.js';
import { RefreshSession } from './use-cases/refresh-session.js';
import { RenameMe } from './use-cases/rename-me.js';
import { RestoreAccount } from './use-cases/restore-account.js';
import { SetRoles } from './use-cases/set-roles.js';
import { SuspendAccount } from './use-cases/suspend-account.js';

export { PASSWORD };

/** The machine's clock, moved by what a test says. */
export class MovableClock extends Clock {
  aheadMs = 0;
  /** Unix ms at which it stands still; undefined while it runs. */
  stoodAt: number | undefined;

  override now(): Date {
    return new Date((this.stoodAt ?? Date.now()) + this.aheadMs);
  }
}

/** A real hasher with the cheapest parameters, which counts what it is asked. */
export class CountingHasher extends PasswordHasher {
  hashed = 0;
  verified = 0;
  readonly #inner = new Argon2PasswordHasher({ memoryCost: 8, timeCost: 1, parallelism: 1 });

  override hash(password: string): Promise<string> {
    this.hashed += 1;
    return this.#inner.hash(password);
  }

  override verify(hash: string | undefined, password: string): Promise<boolean> {
    this.verified += 1;
    return this.#inner.verify(hash, password);
  }

  override isOutdated(hash: string): boolean {
    return this.#inner.isOutdated(hash);
  }
}

/** Remembers what it was told to forget: the change stream may be as fast as that, and would hide that nobody told. */
class RecordingLiveAccounts extends LiveAccounts {
  readonly forgotten: string[] = [];

  override forgetSession(sessionId: string): void {
    this.forgotten.push(sessionId);
    super.forgetSession(sessionId);
  }

  override forgetAccount(userId: string): void {
    this.forgotten.push(userId);
    super.forgetAccount(userId);
  }
}

interface LoginAttempt {
  readonly password?: string;
  readonly device?: string;
  readonly addressKey?: string;
}

/** Identity put together by hand, as one process would have it. */
export function identityWorld(database: Database, config: Config, hasher: PasswordHasher = new CountingHasher()) {
  const { clock, ids } = database;
  const keys = signingKeys(config.get('TOKEN_SIGNING_KEYS')) as [SigningKey, ...SigningKey[]];
  const users = new UserRepository(database);
  const sessions = new SessionRepository(database);
  const living = new RecordingLiveAccounts(database, sessions, users);
  const accessTokens = new SignedAccessTokens(config.get('PUBLIC_URL'), keys[0], clock, ids);
  const refreshTokens = new ChainedRefreshTokens(config.get('COOKIE_KEY'));
  const devices = new SignedDeviceCookies(config.get('COOKIE_KEY'), clock);
  const limiter = new InProcessRateLimiter(() => clock.now().getTime());
  const openSession = new OpenSession(users, sessions, accessTokens, refreshTokens, living, clock, ids);
  const endSessions = new EndSessions(sessions, living);
  const keepOneAdmin = new KeepOneAdmin(users, new AdminLock(database));
  const loginThrottle = new LoginThrottle(limiter, devices);
  const confirmPassword = new ConfirmPassword(limiter, hasher);
  const mailLinks = mailLinkParts(database, config, { users, hasher, limiter, loginThrottle, confirmPassword, endSessions });
  const secondFactor = secondFactorParts(database, { users, sessions, living, limiter, devices, confirmPassword, openSession });
  const apiKeys = apiKeyParts(database, living);
  const authenticator = new BearerAuthenticator(new TokenAuthenticator(new AccessTokenVerifier(config.get('PUBLIC_URL'), keys), living, clock), apiKeys.apiKeyAuthenticator, secondFactor.factors);
  const logIn = new LogIn(users, hasher, loginThrottle, devices, openSession, secondFactor.factors, secondFactor.tickets, secondFactor.storedTickets, clock);
  return {
    users, sessions, living, hasher, refreshTokens, authenticator, openSession, endSessions,
    refresh: new RefreshSession(sessions, users, accessTokens, refreshTokens, living, clock),
    logOut: new LogOut(sessions, refreshTokens, living),
    listSessions: new ListSessions(sessions),
    getAccount: new GetAccount(users),
    renameMe: new RenameMe(users),
    listAccounts: new ListAccounts(users),
    setRoles: new SetRoles(users, keepOneAdmin, living),
    suspend: new SuspendAccount(users, keepOneAdmin, endSessions, living),
    restore: new RestoreAccount(users, endSessions, living),
    people: new People(users),
    ...secondFactor, ...apiKeys,
    ...mailLinks,

    /** Logs in, as far as a password goes, from a fresh device at an address of its own, unless told. */
    showPassword(email: string, attempt: LoginAttempt = {}): Promise<LoggedIn | SecondFactorAwaited> {
      return logIn.execute({ email, password: PASSWORD, device: undefined, addressKey: '203.0.113.7', client: 'Firefox on Linux, 203.0.113.x', ...attempt });
    },

    /** Logs in somebody without a second factor. */
    async logIn(email: string, attempt: LoginAttempt = {}): Promise<LoggedIn> {
      const outcome = await this.showPassword(email, attempt);
      if ('ticket' in outcome) throw new Error(`${email} has a second factor.`);
      return outcome;
    },
  };
}

export type IdentityWorld = ReturnType<typeof identityWorld>;

/** Two processes of the service on one database, by one clock. */
export interface TwoProcesses {
  readonly database: Database;
  /** The second process's connection. */
  readonly other: Database;
  readonly world: IdentityWorld;
  readonly elsewhere: IdentityWorld;
  close(): Promise<void>;
}

export async function openTwoProcesses(clock: Clock): Promise<TwoProcesses> {
  const config = testConfig();
  const database = await openTestDatabase(config, clock);
  const other = await openTestDatabase(config, clock);
  await createIndexes(database.db, IDENTITY_INDEXES);
  const close = async (): Promise<void> => {
    await other.close();
    await dropAndClose(database);
  };
  return { database, other, world: identityWorld(database, config), elsewhere: identityWorld(other, config), close };
}
