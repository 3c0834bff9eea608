import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { LoginTicketRepository } from '../data/login-ticket.repository.js';
import { UserRepository } from '../data/user.repository.js';
import type { User } from '../data/user.schema.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { type Account, ACCOUNT_FIELDS } from './account.js';
import { CheckSecondFactor, type SecondFactorProof } from './check-second-factor.js';
import { DeviceCookies } from './device-cookies.js';
import type { LoggedIn } from './log-in.js';
import { LoginTickets } from './login-tickets.js';
import { OpenSession } from './open-session.js';

export interface CompleteLogInCommand {
  readonly ticket: string;
  readonly proof: SecondFactorProof;
  /** What the owner is shown of the device. */
  readonly client: string;
}

/** Begins the session of somebody who has shown the password and now shows the second factor. */
@Injectable()
export class CompleteLogIn {
  constructor(
    private readonly storedTickets: LoginTicketRepository,
    private readonly tickets: LoginTickets,
    private readonly users: UserRepository,
    private readonly check: CheckSecondFactor,
    private readonly devices: DeviceCookies,
    private readonly openSession: OpenSession,
  ) {}

  /** @throws Problem LOGIN_EXPIRED; ACCOUNT_SUSPENDED; SECOND_FACTOR_MISSING, SECOND_FACTOR_REFUSED, SECOND_FACTOR_THROTTLED. */
  async execute({ ticket, proof, client }: CompleteLogInCommand): Promise<LoggedIn> {
    const hash = this.tickets.hashOf(ticket);
    const account = await this.#accountOf(hash);
    await this.check.execute(account._id, proof);
    // The last word: of two requests with one ticket and two good codes, one begins a session.
    if (!(await this.storedTickets.take(hash))) throw new Problem(IDENTITY_PROBLEMS.LOGIN_EXPIRED);
    const tokens = await this.openSession.execute(account, client, proof.method);
    return { account, tokens, device: this.devices.issue(this.users.accountKey(account.email)) };
  }

  async #accountOf(hash: string): Promise<Account & Pick<User, 'passwordChangedAt'>> {
    const found = await this.storedTickets.findLiving(hash);
    const user = found && (await this.users.findOne(EVERYTHING, { _id: found.userId }, [...ACCOUNT_FIELDS, 'passwordHash', 'passwordChangedAt']));
    if (user === undefined || this.tickets.passwordMark(user.passwordHash) !== found?.passwordMark) throw new Problem(IDENTITY_PROBLEMS.LOGIN_EXPIRED);
    if (user.state !== 'active') throw new Problem(IDENTITY_PROBLEMS.ACCOUNT_SUSPENDED);
    return user;
  }
}
