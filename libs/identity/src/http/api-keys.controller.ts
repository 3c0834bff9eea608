import { Body, Controller, Delete, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, type Principal } from '@plumbline/common';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { CreateApiKey } from '../use-cases/create-api-key.js';
import { ListApiKeys } from '../use-cases/list-api-keys.js';
import { RevokeApiKey } from '../use-cases/revoke-api-key.js';
import { ApiKeyList, ApiKeyParams, CreateApiKeyDto, CreatedApiKeyResponse, toApiKeyResponse } from './api-key.dto.js';

@ApiTags('auth')
@Controller('auth/api-keys')
export class ApiKeysController {
  constructor(
    private readonly createKey: CreateApiKey,
    private readonly listKeys: ListApiKeys,
    private readonly revokeKey: RevokeApiKey,
  ) {}

  @Operation('auth.createApiKey', {
    summary: 'Make an API key',
    description: 'With it a program acts for me, within its scopes and within what I may do at that moment. The key is shown once. A person has at most 20.',
    status: 201,
    response: CreatedApiKeyResponse,
    secret: true,
    idempotency: 'none',
    problems: [IDENTITY_PROBLEMS.TOO_MANY_API_KEYS],
  })
  @Post()
  async create(@Caller() caller: Principal, @Body() { name, scopes, expiresAt }: CreateApiKeyDto): Promise<CreatedApiKeyResponse> {
    const created = await this.createKey.execute(caller.userId, { name, scopes, expiresAt: new Date(expiresAt) });
    return { ...toApiKeyResponse(created), key: created.key };
  }

  @Operation('auth.listApiKeys', { summary: 'List my API keys', description: 'Latest first; without those that were revoked.', response: ApiKeyList })
  @Get()
  async list(@Caller() caller: Principal): Promise<ApiKeyList> {
    return { items: (await this.listKeys.execute(caller.userId)).map(toApiKeyResponse) };
  }

  @Operation('auth.revokeApiKey', { summary: 'Revoke an API key', description: 'It ends at once.', status: 204 })
  @Delete(':apiKeyId')
  async revoke(@Caller() caller: Principal, @Param() { apiKeyId }: ApiKeyParams): Promise<void> {
    await this.revokeKey.execute(caller.userId, apiKeyId);
  }
}
