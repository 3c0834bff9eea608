import { Flag, Instant, ListOf, oneOf, type Scope, SCOPES, Text, Uuid } from '@plumbline/common';
import { MAX_API_KEYS } from '../domain/api-key.js';
import type { ApiKeyView } from '../use-cases/api-key-view.js';

const NAME = { max: 100, trimmed: true, example: 'Nightly export' } as const;

export class CreateApiKeyDto {
  @Text({ ...NAME, description: 'What the key is for.' })
  name!: string;

  @ListOf(oneOf(SCOPES), { min: 1, max: SCOPES.length, description: 'What it opens, of what its owner may use.', example: ['assessments:read'] })
  scopes!: readonly Scope[];

  @Instant({ description: 'At most a year away.', example: '2026-09-01T00:00:00.000Z' })
  expiresAt!: string;
}

export class ApiKeyResponse {
  @Uuid()
  id!: string;

  @Text(NAME)
  name!: string;

  @Text({ max: 12, pattern: /^plb_[A-Za-z0-9]{8}$/, example: 'plb_Zq3kX9aB', description: 'How the key begins.' })
  prefix!: string;

  @ListOf(oneOf(SCOPES), { max: SCOPES.length })
  scopes!: readonly Scope[];

  @Instant()
  createdAt!: string;

  @Instant()
  expiresAt!: string;

  @Flag({ description: 'Whether its time is over.' })
  expired!: boolean;

  @Instant({ nullable: true, description: 'To the minute; null when it never was used.' })
  lastUsedAt!: string | null;
}

export class CreatedApiKeyResponse extends ApiKeyResponse {
  @Text({ min: 56, max: 56, pattern: /^plb_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}$/, description: 'Shown now and never again. Send it as `Authorization: Bearer plb_...`.' })
  key!: string;
}

export class ApiKeyList {
  @ListOf(() => ApiKeyResponse, { max: MAX_API_KEYS })
  items!: readonly ApiKeyResponse[];
}

export class ApiKeyParams {
  @Uuid({ description: 'Id of the API key.' })
  apiKeyId!: string;
}

export function toApiKeyResponse({ _id, name, prefix, scopes, createdAt, expiresAt, expired, lastUsedAt }: ApiKeyView): ApiKeyResponse {
  return { id: _id, name, prefix, scopes, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(), expired, lastUsedAt: lastUsedAt?.toISOString() ?? null };
}
