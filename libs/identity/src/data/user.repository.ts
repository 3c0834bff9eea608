import { Injectable } from '@nestjs/common';
import { Database, defineScope, EVERYTHING, type Filter, type Found, noneOf, Repository, type Scope } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { USERS, type User, userSchema } from './user.schema.js';

export type PersonScope = Scope<'person', { userId: string }>;

/** What a person may touch of the accounts: their own. */
export const person = defineScope<'person', { userId: string }>();

@Injectable()
export class UserRepository extends Repository<User, PersonScope> {
  constructor(database: Database) {
    super(database, USERS, userSchema());
  }

  /** The account of an e-mail address, whoever asks: for login, registration and invitations. */
  async findByEmail<const K extends keyof User>(email: string, fields: readonly K[]): Promise<Found<User, K> | undefined> {
    return this.findOne(EVERYTHING, this.blind('email', email), fields);
  }

  /** As `findByEmail`. @throws Problem NOT_FOUND */
  async getByEmail<const K extends keyof User>(email: string, fields: readonly K[]): Promise<Found<User, K>> {
    const user = await this.findByEmail(email, fields);
    if (user === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return user;
  }

  /** Whether somebody else is an active admin. */
  async hasAdminBeside(userId: string): Promise<boolean> {
    return (await this.count(EVERYTHING, { roles: 'admin', state: 'active', _id: noneOf([userId]) }, 1)) > 0;
  }

  /** A key for an e-mail address that tells nothing about it and is there for unknown ones, too. */
  accountKey(email: string): string {
    return this.protection.blind('email', email).toString('base64');
  }

  protected override scopeFilter({ by }: PersonScope): Filter<User> {
    return { _id: by.userId };
  }
}
