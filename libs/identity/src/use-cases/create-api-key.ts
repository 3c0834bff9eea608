import { Injectable } from '@nestjs/common';
import type { Scope } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Problem } from '@plumbline/problems';
import { ApiKeyRepository } from '../data/api-key.repository.js';
import { MAX_API_KEYS, requireExpiry } from '../domain/api-key.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { type ApiKeyView, toApiKeyView } from './api-key-view.js';
import { ApiKeySecrets } from './api-key-secrets.js';

export interface CreateApiKeyCommand {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
}

/** Makes a key for a program that is to act for its owner. */
@Injectable()
export class CreateApiKey {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly secrets: ApiKeySecrets,
    private readonly clock: Clock,
  ) {}

  /**
   * @param command.expiresAt at most a year away.
   * @returns the key itself, for this once.
   * @throws Problem VALIDATION_FAILED at `/expiresAt`; TOO_MANY_API_KEYS.
   */
  async execute(userId: string, { name, scopes, expiresAt }: CreateApiKeyCommand): Promise<ApiKeyView & { readonly key: string }> {
    const createdAt = this.clock.now();
    requireExpiry(expiresAt, createdAt);
    const { key, ...shown } = this.secrets.issue();
    const made = { userId, name, scopes: [...new Set(scopes)], createdAt, expiresAt, ...shown };
    // Each round fails only because another request took the place: after as many rounds as there are places, all are taken.
    for (let round = 0; round <= MAX_API_KEYS; round += 1) {
      const place = await this.#freePlace(userId);
      const _id = await this.keys.add({ ...made, place });
      if (_id !== undefined) return { ...toApiKeyView({ ...made, _id }, createdAt), key };
    }
    throw new Problem(IDENTITY_PROBLEMS.TOO_MANY_API_KEYS);
  }

  async #freePlace(userId: string): Promise<number> {
    const taken = await this.keys.findActive(userId, ['place', 'expiresAt']);
    const now = this.clock.now();
    for (const { _id } of taken.filter(({ expiresAt }) => expiresAt <= now)) await this.keys.expire(userId, _id);
    const places = new Set(taken.filter(({ expiresAt }) => expiresAt > now).map(({ place }) => place));
    for (let place = 0; place < MAX_API_KEYS; place += 1) if (!places.has(place)) return place;
    throw new Problem(IDENTITY_PROBLEMS.TOO_MANY_API_KEYS);
  }
}
