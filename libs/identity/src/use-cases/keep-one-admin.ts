import { Injectable } from '@nestjs/common';
import type { Role } from '@plumbline/common';
import { Problem } from '@plumbline/problems';
import { AdminLock } from '../data/admin-lock.js';
import { UserRepository } from '../data/user.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import type { UserState } from '../domain/user.js';

/** Somebody must be able to run the place: there is always an active admin. */
@Injectable()
export class KeepOneAdmin {
  constructor(
    private readonly users: UserRepository,
    private readonly lock: AdminLock,
  ) {}

  /**
   * Runs a write after which the account is no active admin any more.
   * @param account as it was read; the write must be conditional on its version or its roles.
   * @throws Problem LAST_ADMIN; OVERLOADED; what the write throws.
   */
  async without<T>(account: { readonly _id: string; readonly roles: readonly Role[]; readonly state: UserState }, write: () => Promise<T>): Promise<T> {
    if (account.state !== 'active' || !account.roles.includes('admin')) return write();
    return this.lock.hold(async () => {
      if (!(await this.users.hasAdminBeside(account._id))) throw new Problem(IDENTITY_PROBLEMS.LAST_ADMIN);
      return write();
    });
  }
}
