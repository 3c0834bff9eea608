import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { UserRepository } from '../data/user.repository.js';
import { LoginThrottle } from './login-throttle.js';
import { OpenLinks } from './open-links.js';

/** Opens an account to its owner, who has shown to read its mailbox. */
@Injectable()
export class VerifyEmail {
  constructor(
    private readonly users: UserRepository,
    private readonly links: OpenLinks,
    private readonly throttle: LoginThrottle,
    private readonly clock: Clock,
  ) {}

  /**
   * @param addressKey what limits count the client's address by: logins that failed before the link was opened are forgiven.
   * @throws Problem LINK_NOT_GOOD
   */
  async execute(token: string, addressKey: string): Promise<void> {
    const account = await this.links.accountOf('verification', token);
    const events = [{ type: 'user.email-verified', actor: account._id, data: {} }];
    await this.links.use('verification', account, { set: { emailVerifiedAt: this.clock.now() }, events }, []);
    await this.throttle.forgive({ account: this.users.accountKey(account.email), addressKey });
  }
}
