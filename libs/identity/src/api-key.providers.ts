import type { Provider } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { ApiKeyAuthenticator } from './adapters/api-key-authenticator.js';
import { RandomApiKeys } from './adapters/random-api-keys.js';
import { ApiKeyRepository } from './data/api-key.repository.js';
import { LiveApiKeys } from './data/live-api-keys.js';
import { NotedApiKeyUses } from './data/noted-api-key-uses.js';
import { EndApiKeysOnReset } from './jobs/end-api-keys-on-reset.js';
import { ApiKeySecrets } from './use-cases/api-key-secrets.js';
import { ApiKeyUses } from './use-cases/api-key-uses.js';
import { CreateApiKey } from './use-cases/create-api-key.js';
import { ListApiKeys } from './use-cases/list-api-keys.js';
import { LivingAccounts } from './use-cases/living-accounts.js';
import { LivingApiKeys } from './use-cases/living-api-keys.js';
import { RevokeApiKey } from './use-cases/revoke-api-key.js';

/** Keys with which programs act for people. */
export const API_KEY_PROVIDERS: readonly Provider[] = [
  { provide: ApiKeySecrets, useFactory: () => new RandomApiKeys() },
  { provide: LivingApiKeys, useClass: LiveApiKeys },
  { provide: ApiKeyUses, useClass: NotedApiKeyUses },
  {
    provide: ApiKeyAuthenticator,
    inject: [ApiKeySecrets, LivingApiKeys, LivingAccounts, ApiKeyUses, Clock],
    useFactory: (secrets: ApiKeySecrets, keys: LivingApiKeys, living: LivingAccounts, uses: ApiKeyUses, clock: Clock) => new ApiKeyAuthenticator(secrets, keys, living, uses, clock),
  },
  ApiKeyRepository, CreateApiKey, ListApiKeys, RevokeApiKey, EndApiKeysOnReset,
];
