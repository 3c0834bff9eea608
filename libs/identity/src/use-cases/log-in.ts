import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { LoginTicketRepository } from '../data/login-ticket.repository.js';
import { SecondFactorRepository } from '../data/second-factor.repository.js';
import { person, UserRepository } from '../data/user.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { LOGIN_TICKET_MS } from '../domain/second-factor.js';
import { DeviceCookies } from './device-cookies.js';
import { LoginTickets } from './login-tickets.js';
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

/** The password was right, and the account has a second factor that must be shown, too. */
export interface SecondFactorAwaited {
  /** Stands for the password, once. */
  readonly ticket: string;
  /** Whole seconds from now. */
  readonly expiresIn: number;
}

/** Begins a session for who knows the password, or asks for the second factor. An unknown address costs the same and is answered the same as a wrong password. */
@Injectable()
export class LogIn {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly devices: DeviceCookies,
    private readonly openSession: OpenSession,
    private readonly secondFactors: SecondFactorRepository,
    private readonly tickets: LoginTickets,
    private readonly storedTickets: LoginTicketRepository,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem INVALID_CREDENTIALS; LOGIN_THROTTLED; ACCOUNT_SUSPENDED (to who knows the password); OVERLOADED. */
  async execute({ email, password, device, addressKey, client }: LogInCommand): Promise<LoggedIn | SecondFactorAwaited> {
    const accountKey = this.users.accountKey(email);
    const user = await this.users.findByEmail(email, [...ACCOUNT_FIELDS, 'passwordHash', 'passwordChangedAt', 'emailVerifiedAt']);
    const takeBack = await this.throttle.charge({ account: accountKey, device, addressKey });
    const matches = await this.hasher.verify(user?.passwordHash, password);
    // Whoever registered an address and cannot log in must not learn from that whether the address was taken.
    if (user === undefined || !matches || user.emailVerifiedAt === undefined) throw new Problem(IDENTITY_PROBLEMS.INVALID_CREDENTIALS);
    await takeBack();
    if (user.state !== 'active') throw new Problem(IDENTITY_PROBLEMS.ACCOUNT_SUSPENDED);
    const passwordHash = this.hasher.isOutdated(user.passwordHash) ? await this.#hashAgain(user, password) : user.passwordHash;
    if (await this.secondFactors.isActive(user._id)) return this.#awaitSecondFactor(user._id, passwordHash);
    return { account: user, tokens: await this.openSession.execute(user, client), device: this.devices.issue(accountKey) };
  }

  /** The ticket is bound to the password that was right: when it is changed meanwhile, the login must begin again. */
  async #awaitSecondFactor(userId: string, passwordHash: string): Promise<SecondFactorAwaited> {
    const { ticket, hash } = this.tickets.issue();
    const expiresAt = new Date(this.clock.now().getTime() + LOGIN_TICKET_MS);
    await this.storedTickets.store(hash, { userId, passwordMark: this.tickets.passwordMark(passwordHash), expiresAt });
    return { ticket, expiresIn: LOGIN_TICKET_MS / 1000 };
  }

  /** The parameters have changed since: this is the moment at which the password is at hand. @returns the hash that is stored now. */
  async #hashAgain({ _id, v, passwordHash: old }: Account & { readonly passwordHash: string }, password: string): Promise<string> {
    const passwordHash = await this.hasher.hash(password);
    try {
      await this.users.update(person({ userId: _id }), _id, { version: v, set: { passwordHash } }, []);
      return passwordHash;
    } catch (error) {
      // Somebody else has just written the account; the next login does it.
      if (!(error instanceof Problem && error.type === PROBLEMS.VERSION_MISMATCH)) throw error;
      return old;
    }
  }
}
