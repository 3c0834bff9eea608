import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { UserRepository } from '../data/user.repository.js';
import { EndSessions } from './end-sessions.js';
import { LoginThrottle } from './login-throttle.js';
import { OpenLinks } from './open-links.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.js';

export interface ResetPasswordCommand {
  readonly token: string;
  readonly password: string;
  /** What limits count the client's address by. */
  readonly addressKey: string;
}

/**
 * Gives an account a new password, for who reads its mailbox; that verifies the address, too. Every session ends: whoever is in with the
 * old password is out. Nobody is logged in by it, so that a second factor stays asked; a suspension stays.
 */
@Injectable()
export class ResetPassword {
  constructor(
    private readonly users: UserRepository,
    private readonly links: OpenLinks,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly endSessions: EndSessions,
    private readonly throttle: LoginThrottle,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem LINK_NOT_GOOD, which uses no link up; VALIDATION_FAILED when the password is easy to guess; OVERLOADED. */
  async execute({ token, password, addressKey }: ResetPasswordCommand): Promise<void> {
    const account = await this.links.accountOf('passwordReset', token);
    await this.rules.require(password, account);
    const passwordHash = await this.hasher.hash(password);
    const now = this.clock.now();
    const set = { passwordHash, passwordChangedAt: now, emailVerifiedAt: account.emailVerifiedAt ?? now };
    const events = [{ type: 'user.password-changed', actor: account._id, data: { by: 'reset' } }];
    await this.links.use('passwordReset', account, { set, unset: ['verification', 'emailChange'], events }, []);
    await this.endSessions.all(account._id, 'password-reset');
    await this.throttle.forgive({ account: this.users.accountKey(account.email), addressKey });
  }
}
