import { Email, Instant, ListOf, oneOf, OneOf, PageQuery, type Role, ROLES, Text, Uuid, Whole } from '@plumbline/common';
import { USER_STATES, type UserState } from '../domain/user.js';
import type { Account } from '../use-cases/account.js';

export class UserResponse {
  @Uuid()
  id!: string;

  @Email()
  email!: string;

  @Text({ max: 200, example: 'Ada Lovelace' })
  name!: string;

  @ListOf(oneOf(ROLES), { max: ROLES.length })
  roles!: readonly Role[];

  @OneOf(USER_STATES.states)
  state!: UserState;

  @Instant()
  createdAt!: string;

  @Whole({ min: 1, max: Number.MAX_SAFE_INTEGER, example: 1, description: 'Goes up with every change; the ETag.' })
  version!: number;
}

export function toUserResponse({ _id, v, email, name, roles, state, createdAt }: Account): UserResponse {
  return { id: _id, email, name, roles, state, createdAt: createdAt.toISOString(), version: v };
}

export class UserPage {
  @ListOf(() => UserResponse, { max: 100 })
  items!: readonly UserResponse[];

  @Text({ max: 512, nullable: true, description: 'Sent as `cursor` it gives the next page; null on the last one.' })
  nextCursor!: string | null;
}

export class ListUsersQuery extends PageQuery {
  @OneOf(ROLES, { optional: true, description: 'Only people with this role.' })
  role?: Role;
}

export class UserParams {
  @Uuid({ description: 'Id of the account.' })
  userId!: string;
}

export class UpdateMeDto {
  @Text({ max: 200, trimmed: true, example: 'Ada King', description: 'How the person is called.' })
  name!: string;
}

export class SetRolesDto {
  @ListOf(oneOf(ROLES), { min: 1, max: ROLES.length, description: 'All that the person may be.', example: ['client'] })
  roles!: readonly Role[];
}
