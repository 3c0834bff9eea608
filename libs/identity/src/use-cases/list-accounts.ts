import { Injectable } from '@nestjs/common';
import type { Role } from '@plumbline/common';
import { EVERYTHING, type Page } from '@plumbline/database';
import { UserRepository } from '../data/user.repository.js';
import { type Account, ACCOUNT_FIELDS } from './account.js';

export interface ListAccountsQuery {
  readonly role: Role | undefined;
  /** 1..100. */
  readonly limit: number;
  /** Id of the last account of the page before. */
  readonly after: string | undefined;
}

/** All accounts, latest first; for admins. */
@Injectable()
export class ListAccounts {
  constructor(private readonly users: UserRepository) {}

  async execute({ role, limit, after }: ListAccountsQuery): Promise<Page<Account>> {
    const request = { sort: { by: '_id', direction: -1 }, limit, after: after === undefined ? undefined : { value: after, id: after } } as const;
    return this.users.page(EVERYTHING, role === undefined ? {} : { roles: role }, request, ACCOUNT_FIELDS);
  }
}
