import { Injectable } from '@nestjs/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { person, UserRepository } from '../data/user.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { DeviceCookies } from './device-cookies.js';
import { LoginThrottle } from './login-throttle.js';
import { OpenSession, type SessionTokens } from './open-session.js';
import { PasswordHasher } from './password-hasher.js';
import { ACCOUNT_FIELDS, type Account } from './account.js';

export interface LogInCommand {
  readonly email: string;
  readonly password: string;
  /** The device cookie that came with the request. */
  readonly device: string | undefined;
  /** What limits count the client's address by. */
  readonly addressKey: string;
  /** What the owner is shown of the device. */
  readonly client: string;
}

export interface LoggedIn {
  readonly account: Account;
  readonly tokens: SessionTokens;
  /** The new device cookie. */
  readonly device: string;
}

/** Begins a session for who knows the password. An unknown address costs the same and is answered the same as a wrong password. */
@Injectable()
export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly devices: DeviceCookies,
    private readonly openSession: OpenSession,
  ) {}

  /** @throws Problem INVALID_CREDENTIALS; LOGIN_THROTTLED; ACCOUNT_SUSPENDED (to who knows the password); OVERLOADED. */
  async execute({ email, password, device, addressKey, client }: LogInCommand): Promise<LoggedIn> {
    const accountKey = this.users.accountKey(email);
    const user = await this.users.findByEmail(email, [...ACCOUNT_FIELDS, 'passwordHash']);
    const takeBack = await this.throttle.charge({ account: accountKey, device, addressKey });
    const matches = await this.hasher.verify(user?.passwordHash, password);
    if (user === undefined || !matches) throw new Problem(IDENTITY_PROBLEMS.INVALID_CREDENTIALS);
    await takeBack();
    if (user.state !== 'active') throw new Problem(IDENTITY_PROBLEMS.ACCOUNT_SUSPENDED);
    if (this.hasher.isOutdated(user.passwordHash)) await this.#hashAgain(user, password);
    return { account: user, tokens: await this.openSession.execute(user, client), device: this.devices.issue(accountKey) };
  }

  /** The parameters have changed since: this is the moment at which the password is at hand. */
  async #hashAgain({ _id, v }: Account, password: string): Promise<void> {
    const passwordHash = await this.hasher.hash(password);
    try {
      await this.users.update(person({ userId: _id }), _id, { version: v, set: { passwordHash } }, []);
    } catch (error) {
      // Somebody else has just written the account; the next login does it.
      if (!(error instanceof Problem && error.type === PROBLEMS.VERSION_MISMATCH)) throw error;
    }
  }
}
