import { Injectable } from '@nestjs/common';
import { Database, EVERYTHING, LiveCache } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { LivingApiKeys, type LivingApiKey } from '../use-cases/living-api-keys.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { API_KEYS } from './api-key.schema.js';

/** Keys kept at least; about 300 bytes each. */
const CAPACITY = 10_000;

/** API keys as a change stream keeps them true. What is no key is not kept, so that nobody pushes good keys out with invented ones. */
@Injectable()
export class LiveApiKeys extends LivingApiKeys {
  readonly #keys: LiveCache<string, LivingApiKey>;

  constructor(
    database: Database,
    private readonly keys: ApiKeyRepository,
  ) {
    super();
    this.#keys = new LiveCache<string, LivingApiKey>(database, { collection: API_KEYS, capacity: CAPACITY, keysOf: () => [], documentsOf: ({ apiKeyId }) => [apiKeyId] });
  }

  override byHash(hash: string): LivingApiKey | Promise<LivingApiKey> {
    return this.#keys.peek(hash) ?? this.#keys.get(hash, (wanted) => this.#load(wanted));
  }

  override forget(hash: string): void {
    this.#keys.invalidate(hash);
  }

  async #load(hash: string): Promise<LivingApiKey> {
    const found = await this.keys.findOne(EVERYTHING, { hash, state: 'active' }, ['userId', 'scopes', 'expiresAt']);
    if (found === undefined) throw new Problem(PROBLEMS.UNAUTHENTICATED, { detail: 'The API key is not valid. It may have been revoked.' });
    return { apiKeyId: found._id, userId: found.userId, scopes: new Set(found.scopes), expiresAt: found.expiresAt.getTime() };
  }
}
