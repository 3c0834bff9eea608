import { Injectable } from '@nestjs/common';
import type { Role } from '@plumbline/common';
import { Clock, Config, Ids } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { UserRepository } from '../data/user.repository.js';
import { USER_STATES } from '../domain/user.js';
import { PasswordHasher } from './password-hasher.js';

export interface DemoPerson {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

const PEOPLE = [
  { email: 'client@demo.test', name: 'Dana Whitfield', role: 'client' },
  { email: 'provider@demo.test', name: 'Priya Raman', role: 'provider' },
  { email: 'navigator@demo.test', name: 'Noah Brandt', role: 'navigator' },
  { email: 'agency@demo.test', name: 'Alice Moreau', role: 'agency' },
  { email: 'admin@demo.test', name: 'Sam Okafor', role: 'admin' },
] as const satisfies readonly Omit<DemoPerson, 'userId'>[];

/** One person of each role, to try the service with; all with DEMO_PASSWORD. */
@Injectable()
export class CreateDemoPeople {
  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Creates those who are missing and gives the others the present password; nothing else of them changes.
   * @throws Error in production, or without DEMO_PASSWORD.
   */
  async execute(): Promise<readonly DemoPerson[]> {
    const password = this.config.get('DEMO_PASSWORD');
    if (this.config.isProduction) throw new Error('Demo people have no place in production.');
    if (password === undefined) throw new Error('DEMO_PASSWORD is not set.');
    return Promise.all(PEOPLE.map(async (person) => ({ ...person, userId: await this.#ensure(person, password) })));
  }

  async #ensure({ email, name, role }: Omit<DemoPerson, 'userId'>, password: string): Promise<string> {
    const known = await this.users.findByEmail(email, ['passwordHash', 'emailVerifiedAt']);
    if (known?.emailVerifiedAt !== undefined && (await this.hasher.verify(known.passwordHash, password))) return known._id;
    const passwordHash = await this.hasher.hash(password);
    const now = this.clock.now();
    if (known !== undefined) {
      await this.users.update(EVERYTHING, known._id, { set: { passwordHash, emailVerifiedAt: known.emailVerifiedAt ?? now }, unset: ['verification'] }, []);
      return known._id;
    }
    const account = { _id: this.ids.next(), email, name, passwordHash, roles: [role], state: USER_STATES.initial, createdAt: now, emailVerifiedAt: now };
    return this.users.insert(EVERYTHING, account, [{ type: 'user.registered', actor: 'system', data: { accountType: role } }]);
  }
}
