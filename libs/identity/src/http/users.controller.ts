import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, decodeCursor, DEFAULT_PAGE_SIZE, encodeCursor, IfMatch, Operation, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { GetAccount } from '../use-cases/get-account.js';
import { ListAccounts } from '../use-cases/list-accounts.js';
import { RenameMe } from '../use-cases/rename-me.js';
import { RestoreAccount } from '../use-cases/restore-account.js';
import { SetRoles } from '../use-cases/set-roles.js';
import { SuspendAccount } from '../use-cases/suspend-account.js';
import { ListUsersQuery, SetRolesDto, toUserResponse, UpdateMeDto, UserPage, UserParams, UserResponse } from './user.dto.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(
    private readonly getAccount: GetAccount,
    private readonly renameMe: RenameMe,
    private readonly listAccounts: ListAccounts,
    private readonly setAccountRoles: SetRoles,
    private readonly suspendAccount: SuspendAccount,
    private readonly restoreAccount: RestoreAccount,
  ) {}

  @Operation('users.getMe', { summary: 'Read my account', response: UserResponse, versioned: 'read' })
  @Get('me')
  async getMe(@Caller() caller: Principal): Promise<UserResponse> {
    return toUserResponse(await this.getAccount.execute(caller.userId));
  }

  @Operation('users.updateMe', { summary: 'Change my name', response: UserResponse, versioned: 'write', example: { name: 'Dana Whitfield' } })
  @Patch('me')
  async updateMe(@Caller() caller: Principal, @IfMatch() version: number, @Body() { name }: UpdateMeDto): Promise<UserResponse> {
    return toUserResponse(await this.renameMe.execute(caller.userId, version, name));
  }

  @Operation('users.list', { summary: 'List accounts', description: 'Latest first.', response: UserPage })
  @Get()
  async list(@Query() { role, limit = DEFAULT_PAGE_SIZE, cursor }: ListUsersQuery): Promise<UserPage> {
    const after = cursor === undefined ? undefined : String(decodeCursor(cursor, ['string'])[0]);
    const { items, next } = await this.listAccounts.execute({ role, limit, after });
    return { items: items.map(toUserResponse), nextCursor: next === undefined ? null : encodeCursor([next.id]) };
  }

  @Operation('users.get', { summary: 'Read an account', response: UserResponse, versioned: 'read' })
  @Get(':userId')
  async get(@Param() { userId }: UserParams): Promise<UserResponse> {
    return toUserResponse(await this.getAccount.execute(userId));
  }

  @Operation('users.setRoles', {
    summary: 'Say what a person may be',
    description: 'Counts at once, also for access tokens that were issued before.',
    response: UserResponse,
    versioned: 'write',
    example: { roles: ['client', 'provider'] },
    problems: [IDENTITY_PROBLEMS.LAST_ADMIN, PROBLEMS.OVERLOADED],
  })
  @Put(':userId/roles')
  async setRoles(@Param() { userId }: UserParams, @IfMatch() version: number, @Body() { roles }: SetRolesDto): Promise<UserResponse> {
    return toUserResponse(await this.setAccountRoles.execute(userId, version, roles));
  }

  @Operation('users.suspend', {
    summary: 'Suspend an account',
    description: 'All its sessions and access tokens end at once.',
    response: UserResponse,
    problems: [PROBLEMS.STATE_CONFLICT, IDENTITY_PROBLEMS.OWN_ACCOUNT, IDENTITY_PROBLEMS.LAST_ADMIN, PROBLEMS.OVERLOADED],
  })
  @Post(':userId/suspend')
  async suspend(@Caller() caller: Principal, @Param() { userId }: UserParams): Promise<UserResponse> {
    return toUserResponse(await this.suspendAccount.execute(caller.userId, userId));
  }

  @Operation('users.restore', { summary: 'Restore a suspended account', description: 'The person must log in again.', response: UserResponse, problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED] })
  @Post(':userId/restore')
  async restore(@Param() { userId }: UserParams): Promise<UserResponse> {
    return toUserResponse(await this.restoreAccount.execute(userId));
  }
}
