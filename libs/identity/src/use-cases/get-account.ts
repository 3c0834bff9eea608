import { Injectable } from '@nestjs/common';
import { person, UserRepository } from '../data/user.repository.js';
import { type Account, ACCOUNT_FIELDS } from './account.js';

/** One account: one's own, or anybody's for an admin. */
@Injectable()
export class GetAccount {
  constructor(private readonly users: UserRepository) {}

  /** @throws Problem NOT_FOUND */
  async execute(userId: string): Promise<Account> {
    return this.users.get(person({ userId }), userId, ACCOUNT_FIELDS);
  }
}
