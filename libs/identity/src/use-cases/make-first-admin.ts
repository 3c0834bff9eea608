import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { AdminLock } from '../data/admin-lock.js';
import { UserRepository } from '../data/user.repository.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';

/** Gives the first admin of a new installation their role; every later one is made by an admin, over the API. */
@Injectable()
export class MakeFirstAdmin {
  constructor(
    private readonly users: UserRepository,
    private readonly lock: AdminLock,
    private readonly clock: Clock,
  ) {}

  /**
   * For whoever runs the service, at its command line; their word counts as the proof that the address is the person's.
   * @param email of an account that is registered already.
   * @returns the account's id.
   * @throws Problem NOT_FOUND; ADMIN_EXISTS; OVERLOADED when another run does not end.
   */
  execute(email: string): Promise<string> {
    // Two runs at once would both find that there is none.
    return this.lock.hold(() => this.#make(email));
  }

  async #make(email: string): Promise<string> {
    const account = await this.users.findByEmail(email, ['roles', 'emailVerifiedAt']);
    if (account === undefined) throw new Problem(PROBLEMS.NOT_FOUND, { detail: 'No account has this e-mail address; register it first.' });
    const { _id, roles, emailVerifiedAt = this.clock.now() } = account;
    if (await this.users.hasAdminBeside(_id)) throw new Problem(IDENTITY_PROBLEMS.ADMIN_EXISTS);
    if (roles.includes('admin') && account.emailVerifiedAt !== undefined) return _id;
    const withAdmin = [...new Set([...roles, 'admin' as const])];
    await this.users.update(EVERYTHING, _id, { set: { roles: withAdmin, emailVerifiedAt }, unset: ['verification'], events: [{ type: 'user.roles-changed', actor: 'system', data: { roles: withAdmin } }] }, []);
    return _id;
  }
}
