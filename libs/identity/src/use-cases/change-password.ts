import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { person, UserRepository } from '../data/user.repository.js';
import { ConfirmPassword } from './confirm-password.js';
import { EndSessions } from './end-sessions.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.js';
import { sameAccount } from './same-account.js';

export interface ChangePasswordCommand {
  readonly userId: string;
  /** The one that asks; it stays. */
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

/** Gives one's account a new password. All other sessions end, and links that were mailed for the old password are void. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly users: UserRepository,
    private readonly confirm: ConfirmPassword,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly endSessions: EndSessions,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem PASSWORD_REFUSED; LOGIN_THROTTLED; VALIDATION_FAILED when the new one is easy to guess; STATE_CONFLICT when the account was changed at the same moment; OVERLOADED. */
  async execute({ userId, sessionId, currentPassword, newPassword }: ChangePasswordCommand): Promise<void> {
    const account = await this.users.get(person({ userId }), userId, ['v', 'email', 'name', 'passwordHash']);
    await this.confirm.execute(account, currentPassword);
    await this.rules.require(newPassword, account, '/newPassword');
    const passwordHash = await this.hasher.hash(newPassword);
    const events = [{ type: 'user.password-changed', data: { by: 'owner', keptSessionId: sessionId } }];
    await sameAccount(this.users.update(person({ userId }), userId, { version: account.v, set: { passwordHash, passwordChangedAt: this.clock.now() }, unset: ['passwordReset', 'emailChange'], events }, []));
    await this.endSessions.others(userId, sessionId, 'password-changed');
  }
}
