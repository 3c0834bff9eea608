import { InProcessRateLimiter } from '@plumbline/common';
import { Clock, type Config } from '@plumbline/config';
import { type Database, EVERYTHING } from '@plumbline/database';
import { AccessTokenVerifier } from './adapters/access-token-verifier.js';
import { ApiKeyAuthenticator } from './adapters/api-key-authenticator.js';
import { Argon2PasswordHasher } from './adapters/argon2-password-hasher.js';
import { BearerAuthenticator } from './adapters/bearer-authenticator.js';
import { ChainedRefreshTokens } from './adapters/chained-refresh-tokens.js';
import { OtplibOneTimePasswords } from './adapters/otplib-one-time-passwords.js';
import { RandomApiKeys } from './adapters/random-api-keys.js';
import { RandomLoginTickets } from './adapters/random-login-tickets.js';
import { RandomRecoveryCodes } from './adapters/random-recovery-codes.js';
import { SignedAccessTokens } from './adapters/signed-access-tokens.js';
import { SignedDeviceCookies } from './adapters/signed-device-cookies.js';
import { type SigningKey, signingKeys } from '@plumbline/signatures';
import { mailLinkParts } from './mail-links.fixture.js';
import { TokenAuthenticator } from './adapters/token-authenticator.js';
import { AdminLock } from './data/admin-lock.js';
import { ApiKeyRepository } from './data/api-key.repository.js';
import { LiveAccounts } from './data/live-accounts.js';
import { LiveApiKeys } from './data/live-api-keys.js';
import { LoginTicketRepository } from './data/login-ticket.repository.js';
import { NotedApiKeyUses } from './data/noted-api-key-uses.js';
import { SecondFactorRepository } from './data/second-factor.repository.js';
import { SessionRepository } from './data/session.repository.js';
import { UserRepository } from './data/user.repository.js';
import type { LinkPurpose } from './domain/mail-links.js';
import { CheckSecondFactor } from './use-cases/check-second-factor.js';
import { CompleteLogIn } from './use-cases/complete-log-in.js';
import { ConfirmPassword } from './use-cases/confirm-password.js';
import { ConfirmSecondFactor } from './use-cases/confirm-second-factor.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { DisableSecondFactor } from './use-cases/disable-second-factor.js';
import { EndSessions } from './use-cases/end-sessions.js';
import { EnrolSecondFactor } from './use-cases/enrol-second-factor.js';
import { GetAccount } from './use-cases/get-account.js';
import { GetSecondFactor } from './use-cases/get-second-factor.js';
import { KeepOneAdmin } from './use-cases/keep-one-admin.js';
import { ListAccounts } from './use-cases/list-accounts.js';
import { ListApiKeys } from './use-cases/list-api-keys.js';
import { ListSessions } from './use-cases/list-sessions.js';
import { LogIn, type LoggedIn, type SecondFactorAwaited } from './use-cases/log-in.js';
import { LogOut } from './use-cases/log-out.js';
import { LoginThrottle } from './use-cases/login-throttle.js';
import { MarkSteppedUp } from './use-cases/mark-stepped-up.js';
import { OpenSession } from './use-cases/open-session.js';
import { PasswordHasher } from './use-cases/password-hasher.js';
import { People } from './use-cases/people.js';
import { RefreshSession } from './use-cases/refresh-session.js';
import { RenameMe } from './use-cases/rename-me.js';
import { RenewRecoveryCodes } from './use-cases/renew-recovery-codes.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';
import { SecondFactorThrottle } from './use-cases/second-factor-throttle.js';
import { StepUp } from './use-cases/step-up.js';
import { RestoreAccount } from './use-cases/restore-account.js';
import { SetRoles } from './use-cases/set-roles.js';
import { SuspendAccount } from './use-cases/suspend-account.js';

export const PASSWORD = 'plumb line in the wind';

/** The machine's clock, moved by what a test says. */
export class MovableClock extends Clock {
  aheadMs = 0;

  override now(): Date {
    return new Date(Date.now() + this.aheadMs);
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
  const factors = new SecondFactorRepository(database);
  const otp = new OtplibOneTimePasswords();
  const recoveryCodes = new RandomRecoveryCodes();
  const storedTickets = new LoginTicketRepository(database);
  const tickets = new RandomLoginTickets();
  const apiKeys = new ApiKeyRepository(database);
  const livingApiKeys = new LiveApiKeys(database, apiKeys);
  const apiKeySecrets = new RandomApiKeys();
  const apiKeyAuthenticator = new ApiKeyAuthenticator(apiKeySecrets, livingApiKeys, living, new NotedApiKeyUses(apiKeys), clock);
  const authenticator = new BearerAuthenticator(new TokenAuthenticator(new AccessTokenVerifier(config.get('PUBLIC_URL'), keys), living, clock), apiKeyAuthenticator, factors);
  const throttle = new SecondFactorThrottle(limiter);
  const check = new CheckSecondFactor(factors, otp, recoveryCodes, throttle, clock);
  const markSteppedUp = new MarkSteppedUp(sessions, living, clock);
  const loginThrottle = new LoginThrottle(limiter, devices);
  const confirmPassword = new ConfirmPassword(limiter, hasher);
  const mailLinks = mailLinkParts(database, config, { users, hasher, limiter, loginThrottle, confirmPassword, endSessions });
  const logIn = new LogIn(users, hasher, loginThrottle, devices, openSession, factors, tickets, storedTickets, clock);
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
    factors, otp,
    getSecondFactor: new GetSecondFactor(factors, clock),
    enrolSecondFactor: new EnrolSecondFactor(factors, users, confirmPassword, otp, clock),
    confirmSecondFactor: new ConfirmSecondFactor(factors, otp, recoveryCodes, throttle, markSteppedUp, clock),
    stepUp: new StepUp(check, markSteppedUp),
    disableSecondFactor: new DisableSecondFactor(factors, sessions, living),
    renewRecoveryCodes: new RenewRecoveryCodes(factors, recoveryCodes),
    completeLogIn: new CompleteLogIn(storedTickets, tickets, users, check, devices, openSession),
    livingApiKeys, apiKeySecrets,
    createApiKey: new CreateApiKey(apiKeys, apiKeySecrets, clock),
    listApiKeys: new ListApiKeys(apiKeys, clock),
    revokeApiKey: new RevokeApiKey(apiKeys, livingApiKeys),

    ...mailLinks,

    /** Registers somebody and leaves the mail unopened. @returns the id. */
    async joinUnverified(email: string, name = 'Ada Lovelace'): Promise<string> {
      await mailLinks.register.execute({ email, password: PASSWORD, name, accountType: 'client' });
      return (await users.getByEmail(email, []))._id;
    },

    /** Registers somebody and opens the link that is mailed. @returns the id. */
    async join(email: string, name?: string): Promise<string> {
      const userId = await this.joinUnverified(email, name);
      await mailLinks.verifyEmail.execute(await this.linkOf('verification', userId), '203.0.113.7');
      return userId;
    },

    /** The token that the mail of an account's open link holds. */
    async linkOf(purpose: LinkPurpose, userId: string): Promise<string> {
      const { [purpose]: link } = await users.get(EVERYTHING, userId, [purpose]);
      if (link === undefined) throw new Error(`${userId} has no open link of the kind ${purpose}.`);
      return mailLinks.linkTokens.token(purpose, userId, link.nonce);
    },

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
