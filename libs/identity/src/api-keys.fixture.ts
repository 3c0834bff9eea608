import type { Database } from '@plumbline/database';
import { ApiKeyAuthenticator } from './adapters/api-key-authenticator.js';
import { RandomApiKeys } from './adapters/random-api-keys.js';
import { ApiKeyRepository } from './data/api-key.repository.js';
import { LiveApiKeys } from './data/live-api-keys.js';
import { NotedApiKeyUses } from './data/noted-api-key-uses.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { ListApiKeys } from './use-cases/list-api-keys.js';
import type { LivingAccounts } from './use-cases/living-accounts.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';

/** What identity needs for API keys, put together by hand. */
export function apiKeyParts(database: Database, living: LivingAccounts) {
  const { clock } = database;
  const keys = new ApiKeyRepository(database);
  const livingApiKeys = new LiveApiKeys(database, keys);
  const apiKeySecrets = new RandomApiKeys();
  return {
    livingApiKeys, apiKeySecrets,
    apiKeyAuthenticator: new ApiKeyAuthenticator(apiKeySecrets, livingApiKeys, living, new NotedApiKeyUses(keys), clock),
    createApiKey: new CreateApiKey(keys, apiKeySecrets, clock),
    listApiKeys: new ListApiKeys(keys, clock),
    revokeApiKey: new RevokeApiKey(keys, livingApiKeys),
  };
}
