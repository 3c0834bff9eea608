import { Injectable } from '@nestjs/common';
import { Clock, Ids } from '@plumbline/config';
import type { Found } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { RepeatedRegistrations } from '../data/repeated-registrations.js';
import { person, UserRepository } from '../data/user.repository.js';
import type { User } from '../data/user.schema.js';
import { type AccountType, isUntouched, USER_STATES } from '../domain/user.js';
import { MailAllowance } from './mail-allowance.js';
import { OpenLinks } from './open-links.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordRules } from './password-rules.js';

export interface RegisterCommand {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly accountType: AccountType;
}

const KNOWN_FIELDS = ['v', 'roles', 'state', 'emailVerifiedAt'] as const;
type Known = Found<User, (typeof KNOWN_FIELDS)[number]>;

/**
 * Opens an account, which is of use once its owner has opened the link that is mailed. Whether the e-mail address has one already is told
 * neither by the answer nor by the work: one hash, one look and one acknowledged write either way.
 */
@Injectable()
export class Register {
  constructor(
    private readonly users: UserRepository,
    private readonly repeated: RepeatedRegistrations,
    private readonly hasher: PasswordHasher,
    private readonly rules: PasswordRules,
    private readonly links: OpenLinks,
    private readonly allowance: MailAllowance,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws Problem VALIDATION_FAILED when the password is easy to guess; OVERLOADED. */
  async execute(command: RegisterCommand): Promise<void> {
    await this.rules.require(command.password, command);
    const passwordHash = await this.hasher.hash(command.password);
    const known = await this.users.findByEmail(command.email, KNOWN_FIELDS);
    const addressKey = this.users.accountKey(command.email);
    const mayMail = await this.allowance.takeAnother(addressKey);
    // Counted for an address that is free, too, under a name of its own: with Redis the question is a way to another machine.
    const mayTell = await this.allowance.takeNews(known?.emailVerifiedAt === undefined ? `${addressKey}|free` : addressKey);
    if (known === undefined && (await this.#open(command, passwordHash))) return;
    const owner = known ?? (await this.users.getByEmail(command.email, KNOWN_FIELDS));
    if (isUntouched(owner) && mayMail && (await this.#replace(owner, command, passwordHash))) return;
    await this.repeated.note(owner._id, owner.emailVerifiedAt !== undefined && mayTell);
  }

  /** @returns false when somebody else was faster with the same address. */
  async #open({ email, name, accountType }: RegisterCommand, passwordHash: string): Promise<boolean> {
    const userId = this.ids.next();
    const account = { _id: userId, email, name, passwordHash, roles: [accountType], state: USER_STATES.initial, createdAt: this.clock.now(), verification: this.links.begin('verification') };
    return unless(PROBLEMS.ALREADY_EXISTS, this.users.insert(person({ userId }), account, [{ type: 'user.registered', actor: userId, data: { accountType } }]));
  }

  /**
   * Nobody has shown yet that they read the mailbox, so the last to register counts, and links that were mailed before are void: else who
   * registers a stranger's address first would have an account with a password of their own once the stranger registers and opens a link.
   * @returns false when the account was changed at the same moment.
   */
  async #replace({ _id: userId, v }: Known, { email, name, accountType }: RegisterCommand, passwordHash: string): Promise<boolean> {
    const set = { email, name, passwordHash, roles: [accountType], verification: this.links.begin('verification') };
    const events = [{ type: 'user.registration-replaced', actor: userId, data: { accountType } }];
    return unless(PROBLEMS.VERSION_MISMATCH, this.users.update(person({ userId }), userId, { version: v, set, events }, []));
  }
}

/** Whether a write was made; false when it was refused for this reason. */
async function unless(reason: Problem['type'], write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Problem && error.type === reason) return false;
    throw error;
  }
}
