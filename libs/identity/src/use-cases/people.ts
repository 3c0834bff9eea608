import { Injectable } from '@nestjs/common';
import { EVERYTHING, oneOf } from '@plumbline/database';
import { UserRepository } from '../data/user.repository.js';

/** What other libraries may know of people. */
@Injectable()
export class People {
  constructor(private readonly users: UserRepository) {}

  /**
   * The person of an e-mail address, however it is spelt.
   * @throws Problem NOT_FOUND
   */
  async idByEmail(email: string): Promise<string> {
    return (await this.users.getByEmail(email, []))._id;
  }

  /** Where a person gets mail; undefined when nobody has the id. */
  async emailOf(userId: string): Promise<string | undefined> {
    return (await this.users.findOne(EVERYTHING, { _id: userId }, ['email']))?.email;
  }

  /**
   * Names to show for ids.
   * @param userIds at most 1,000.
   * @returns id -> name, without those that nobody has.
   */
  async names(userIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (userIds.length === 0) return new Map();
    const found = await this.users.find(EVERYTHING, { _id: oneOf(userIds) }, ['name'], { limit: userIds.length });
    return new Map(found.map(({ _id, name }) => [_id, name]));
  }
}
