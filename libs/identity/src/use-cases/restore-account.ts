import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { UserRepository } from '../data/user.repository.js';
import { USER_STATES } from '../domain/user.js';
import { type Account, ACCOUNT_FIELDS } from './account.js';
import { EndSessions } from './end-sessions.js';
import { LivingAccounts } from './living-accounts.js';

/** Lets a suspended person in again, with a new login. */
@Injectable()
export class RestoreAccount {
  constructor(
    private readonly users: UserRepository,
    private readonly endSessions: EndSessions,
    private readonly living: LivingAccounts,
  ) {}

  /** @throws Problem NOT_FOUND; STATE_CONFLICT when the account is not suspended. */
  async execute(userId: string): Promise<Account> {
    const { state } = await this.users.get(EVERYTHING, userId, ['state']);
    // Of an active account nothing is ended: the step is refused, or an earlier run of this request has taken it.
    // A login that ran at the moment of the suspension may have begun a session after all others were ended.
    if (state === 'suspended') await this.endSessions.all(userId, 'account-suspended');
    const restored = await this.users.transition(EVERYTHING, userId, { step: USER_STATES.step('restore'), events: [{ type: 'user.restored', data: {} }] }, ACCOUNT_FIELDS);
    this.living.forgetAccount(userId);
    return restored;
  }
}
