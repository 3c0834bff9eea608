import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { Problem } from '@plumbline/problems';
import { UserRepository } from '../data/user.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { USER_STATES } from '../domain/user.js';
import { type Account, ACCOUNT_FIELDS } from './account.js';
import { EndSessions } from './end-sessions.js';
import { KeepOneAdmin } from './keep-one-admin.js';
import { LivingAccounts } from './living-accounts.js';

/** Keeps a person out: every session ends at once, and no new one begins. */
@Injectable()
export class SuspendAccount {
  constructor(
    private readonly users: UserRepository,
    private readonly keepOneAdmin: KeepOneAdmin,
    private readonly endSessions: EndSessions,
    private readonly living: LivingAccounts,
  ) {}

  /**
   * @param adminId who does it.
   * @throws Problem NOT_FOUND; OWN_ACCOUNT; STATE_CONFLICT when it is suspended already or its roles changed at the same moment; LAST_ADMIN.
   */
  async execute(adminId: string, userId: string): Promise<Account> {
    if (adminId === userId) throw new Problem(IDENTITY_PROBLEMS.OWN_ACCOUNT);
    const account = await this.users.get(EVERYTHING, userId, ['roles', 'state']);
    const suspended = await this.keepOneAdmin.without(account, () =>
      this.users.transition(EVERYTHING, userId, { step: USER_STATES.step('suspend'), when: { roles: account.roles }, events: [{ type: 'user.suspended', data: {} }] }, ACCOUNT_FIELDS),
    );
    this.living.forgetAccount(userId);
    await this.endSessions.all(userId, 'account-suspended');
    return suspended;
  }
}
