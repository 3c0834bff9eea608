import { Injectable } from '@nestjs/common';
import { Clock } from '@plumbline/config';
import { ApiKeyRepository } from '../data/api-key.repository.js';
import { API_KEY_FIELDS, type ApiKeyView, toApiKeyView } from './api-key-view.js';

/** A person's keys that were not revoked, latest first; an expired one is listed until a new key needs its place or a week has passed. */
@Injectable()
export class ListApiKeys {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly clock: Clock,
  ) {}

  async execute(userId: string): Promise<readonly ApiKeyView[]> {
    const now = this.clock.now();
    return (await this.keys.findActive(userId, API_KEY_FIELDS)).map((key) => toApiKeyView(key, now));
  }
}
