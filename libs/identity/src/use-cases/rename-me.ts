import { Injectable } from '@nestjs/common';
import { person, UserRepository } from '../data/user.repository.js';
import { type Account, ACCOUNT_FIELDS } from './account.js';

/** Changes one's own name. */
@Injectable()
export class RenameMe {
  constructor(private readonly users: UserRepository) {}

  /**
   * @param version the one that the caller last saw.
   * @throws Problem VERSION_MISMATCH
   */
  async execute(userId: string, version: number, name: string): Promise<Account> {
    return this.users.update(person({ userId }), userId, { version, set: { name } }, ACCOUNT_FIELDS);
  }
}
