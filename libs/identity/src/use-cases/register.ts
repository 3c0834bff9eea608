import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { RepeatedRegistrations } from '../data/repeated-registrations.js';
import { person, UserRepository } from '../data/user.repository.js';
import { requireGoodPassword } from '../domain/password-policy.js';
import { type AccountType, USER_STATES } from '../domain/user.js';
import { PasswordHasher } from './password-hasher.js';

export interface RegisterCommand {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly accountType: AccountType;
}

/**
 * Opens an account. Whether the e-mail address has one already is told neither by the answer nor by the work: one hash,
 * one look and one acknowledged insert either way.
 */
@Injectable()
export class Register {
  constructor(
    private readonly users: UserRepository,
    private readonly repeated: RepeatedRegistrations,
    private readonly hasher: PasswordHasher,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws Problem VALIDATION_FAILED when the password is easy to guess; OVERLOADED. */
  async execute(command: RegisterCommand): Promise<void> {
    requireGoodPassword(command.password, command.email);
    const passwordHash = await this.hasher.hash(command.password);
    const owner = await this.users.findByEmail(command.email, []);
    if (owner === undefined && (await this.#open(command, passwordHash))) return;
    const { _id } = owner ?? (await this.users.getByEmail(command.email, []));
    await this.repeated.note(_id);
  }

  /** @returns false when somebody else was faster with the same address. */
  async #open({ email, name, accountType }: RegisterCommand, passwordHash: string): Promise<boolean> {
    const userId = this.ids.next();
    const account = { _id: userId, email, name, passwordHash, roles: [accountType], state: USER_STATES.initial, createdAt: this.clock.now() };
    try {
      await this.users.insert(person({ userId }), account, [{ type: 'user.registered', actor: userId, data: { accountType } }]);
      return true;
    } catch (error) {
      if (error instanceof Problem && error.type === PROBLEMS.ALREADY_EXISTS) return false;
      throw error;
    }
  }
}
