import { Injectable } from '@nestjs/common';
import { type Role, ROLES } from '@plumbline/common';
import { EVERYTHING } from '@plumbline/database';
import { UserRepository } from '../data/user.repository.js';
import { type Account, ACCOUNT_FIELDS } from './account.js';
import { KeepOneAdmin } from './keep-one-admin.js';
import { LivingAccounts } from './living-accounts.js';

/** Says what a person may be. It counts at once, also for access tokens that were issued before. */
@Injectable()
export class SetRoles {
  constructor(
    private readonly users: UserRepository,
    private readonly keepOneAdmin: KeepOneAdmin,
    private readonly living: LivingAccounts,
  ) {}

  /**
   * @param version the one that the caller last saw.
   * @param roles at least one, each once.
   * @throws Problem NOT_FOUND; VERSION_MISMATCH; LAST_ADMIN.
   */
  async execute(userId: string, version: number, roles: readonly Role[]): Promise<Account> {
    const ordered = ROLES.filter((role) => roles.includes(role));
    const write = () =>
      this.users.update(EVERYTHING, userId, { version, set: { roles: ordered }, events: [{ type: 'user.roles-changed', data: { roles: ordered } }] }, ACCOUNT_FIELDS);
    const account = await this.users.get(EVERYTHING, userId, ['roles', 'state']);
    const changed = await (ordered.includes('admin') ? write() : this.keepOneAdmin.without(account, write));
    this.living.forgetAccount(userId);
    return changed;
  }
}
