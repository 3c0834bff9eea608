import { Injectable } from '@nestjs/common';
import { ApiKeyRepository } from '../data/api-key.repository.js';
import { LivingApiKeys } from './living-api-keys.js';

/** Ends a key at once. */
@Injectable()
export class RevokeApiKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly living: LivingApiKeys,
  ) {}

  /** One that is over already stays so. @throws Problem NOT_FOUND when the person has no such key. */
  async execute(userId: string, apiKeyId: string): Promise<void> {
    const hash = await this.keys.revoke(userId, apiKeyId);
    if (hash !== undefined) this.living.forget(hash);
  }
}
