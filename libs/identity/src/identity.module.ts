import { Global, Module, type Provider } from '@nestjs/common';
import { Authenticator } from '@plumbline/common';
import { Clock, Config, Ids } from '@plumbline/config';
import { type SigningKey, signingKeys } from '@plumbline/signatures';
import { AccessTokenVerifier } from './adapters/access-token-verifier.js';
import { ApiKeyAuthenticator } from './adapters/api-key-authenticator.js';
import { Argon2PasswordHasher } from './adapters/argon2-password-hasher.js';
import { BearerAuthenticator } from './adapters/bearer-authenticator.js';
import { ChainedRefreshTokens } from './adapters/chained-refresh-tokens.js';
import { PublishedKeys } from './adapters/published-keys.js';
import { SignedAccessTokens } from './adapters/signed-access-tokens.js';
import { SignedDeviceCookies } from './adapters/signed-device-cookies.js';
import { TokenAuthenticator } from './adapters/token-authenticator.js';
import { API_KEY_PROVIDERS } from './api-key.providers.js';
import { AdminLock } from './data/admin-lock.js';
import { LiveAccounts } from './data/live-accounts.js';
import { RepeatedRegistrations } from './data/repeated-registrations.js';
import { SecondFactorRepository } from './data/second-factor.repository.js';
import { SessionRepository } from './data/session.repository.js';
import { UserRepository } from './data/user.repository.js';
import { ApiKeysController } from './http/api-keys.controller.js';
import { AuthController } from './http/auth.controller.js';
import { EmailChangeController } from './http/email-change.controller.js';
import { IdentityCookies } from './http/identity-cookies.js';
import { JwksController } from './http/jwks.controller.js';
import { LinkPagesController } from './http/link-pages.controller.js';
import { PasswordsController } from './http/passwords.controller.js';
import { SecondFactorController } from './http/second-factor.controller.js';
import { SessionsController } from './http/sessions.controller.js';
import { UsersController } from './http/users.controller.js';
import { MAIL_LINK_PROVIDERS } from './mail-link.providers.js';
import { SECOND_FACTOR_PROVIDERS } from './second-factor.providers.js';
import { AccessTokens } from './use-cases/access-tokens.js';
import { CreateDemoPeople } from './use-cases/create-demo-people.js';
import { DeviceCookies } from './use-cases/device-cookies.js';
import { EndSessions } from './use-cases/end-sessions.js';
import { GetAccount } from './use-cases/get-account.js';
import { KeepOneAdmin } from './use-cases/keep-one-admin.js';
import { ListAccounts } from './use-cases/list-accounts.js';
import { ListSessions } from './use-cases/list-sessions.js';
import { LivingAccounts } from './use-cases/living-accounts.js';
import { LogIn } from './use-cases/log-in.js';
import { LogOut } from './use-cases/log-out.js';
import { MakeFirstAdmin } from './use-cases/make-first-admin.js';
import { LoginThrottle } from './use-cases/login-throttle.js';
import { OpenSession } from './use-cases/open-session.js';
import { PasswordHasher } from './use-cases/password-hasher.js';
import { People } from './use-cases/people.js';
import { RefreshSession } from './use-cases/refresh-session.js';
import { RefreshTokens } from './use-cases/refresh-tokens.js';
import { Register } from './use-cases/register.js';
import { RenameMe } from './use-cases/rename-me.js';
import { RestoreAccount } from './use-cases/restore-account.js';
import { SetRoles } from './use-cases/set-roles.js';
import { SuspendAccount } from './use-cases/suspend-account.js';

const SIGNING_KEYS = Symbol('plumbline:signing-keys');

const adapters: Provider[] = [
  { provide: SIGNING_KEYS, inject: [Config], useFactory: (config: Config) => signingKeys(config.get('TOKEN_SIGNING_KEYS')) },
  { provide: PasswordHasher, useFactory: () => new Argon2PasswordHasher() },
  { provide: RefreshTokens, inject: [Config], useFactory: (config: Config) => new ChainedRefreshTokens(config.get('COOKIE_KEY')) },
  { provide: DeviceCookies, inject: [Config, Clock], useFactory: (config: Config, clock: Clock) => new SignedDeviceCookies(config.get('COOKIE_KEY'), clock) },
  { provide: PublishedKeys, inject: [SIGNING_KEYS], useFactory: (keys: readonly SigningKey[]) => new PublishedKeys(keys) },
  {
    provide: AccessTokens,
    inject: [Config, SIGNING_KEYS, Clock, Ids],
    useFactory: (config: Config, keys: readonly [SigningKey, ...SigningKey[]], clock: Clock, ids: Ids) => new SignedAccessTokens(config.get('PUBLIC_URL'), keys[0], clock, ids),
  },
  {
    provide: Authenticator,
    inject: [Config, SIGNING_KEYS, LivingAccounts, Clock, ApiKeyAuthenticator, SecondFactorRepository],
    useFactory: (config: Config, keys: readonly SigningKey[], living: LivingAccounts, clock: Clock, apiKeys: ApiKeyAuthenticator, secondFactors: SecondFactorRepository) =>
      new BearerAuthenticator(new TokenAuthenticator(new AccessTokenVerifier(config.get('PUBLIC_URL'), keys), living, clock), apiKeys, secondFactors),
  },
];

const data: Provider[] = [UserRepository, SessionRepository, RepeatedRegistrations, AdminLock, { provide: LivingAccounts, useClass: LiveAccounts }];

const useCases: Provider[] = [
  Register, LogIn, LoginThrottle, OpenSession, RefreshSession, LogOut, EndSessions, ListSessions,
  GetAccount, RenameMe, ListAccounts, SetRoles, KeepOneAdmin, SuspendAccount, RestoreAccount, People, CreateDemoPeople, MakeFirstAdmin,
];

/** Accounts, logins, sessions and tokens. Global, for the edge's guards ask its Authenticator. */
@Global()
@Module({
  controllers: [AuthController, SessionsController, UsersController, JwksController, PasswordsController, EmailChangeController, LinkPagesController, SecondFactorController, ApiKeysController],
  providers: [...adapters, ...data, ...useCases, ...MAIL_LINK_PROVIDERS, ...SECOND_FACTOR_PROVIDERS, ...API_KEY_PROVIDERS, IdentityCookies],
  exports: [Authenticator, People, CreateDemoPeople, MakeFirstAdmin],
})
export class IdentityModule {}
