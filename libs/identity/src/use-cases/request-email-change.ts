import { Injectable } from '@nestjs/common';
import { person, UserRepository } from '../data/user.repository.js';
import { ConfirmPassword } from './confirm-password.js';
import { MailAllowance } from './mail-allowance.js';
import { OpenLinks } from './open-links.js';
import { sameAccount } from './same-account.js';

export interface RequestEmailChangeCommand {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Begins to move an account to another e-mail address: a link goes to the new one, a notice to the old one. Whether the new address has
 * an account is not looked at here, so neither answer nor work can tell.
 */
@Injectable()
export class RequestEmailChange {
  constructor(
    private readonly users: UserRepository,
    private readonly confirm: ConfirmPassword,
    private readonly links: OpenLinks,
    private readonly allowance: MailAllowance,
  ) {}

  /** @throws Problem PASSWORD_REFUSED; LOGIN_THROTTLED; STATE_CONFLICT when the account was changed at the same moment; OVERLOADED. */
  async execute({ userId, email, password }: RequestEmailChangeCommand): Promise<void> {
    const account = await this.users.get(person({ userId }), userId, ['v', 'passwordHash']);
    await this.confirm.execute(account, password);
    // By who asks, too: nobody fills other people's mailboxes, a new one with each request.
    if (!(await this.allowance.take(`change|${userId}`)) || !(await this.allowance.takeAnother(this.users.accountKey(email)))) return;
    const emailChange = { ...this.links.begin('emailChange'), email };
    await sameAccount(this.users.update(person({ userId }), userId, { version: account.v, set: { emailChange }, events: [{ type: 'user.email-change-requested', data: {} }] }, []));
  }
}
