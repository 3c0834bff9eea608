import type { Found } from '@plumbline/database';
import type { ApiKey } from '../data/api-key.schema.js';

/** What leaves of a key, to its owner. */
export const API_KEY_FIELDS = ['name', 'prefix', 'scopes', 'createdAt', 'expiresAt', 'lastUsedAt'] as const;

export interface ApiKeyView extends Found<ApiKey, (typeof API_KEY_FIELDS)[number]> {
  /** Whether its time is over. */
  readonly expired: boolean;
}

export function toApiKeyView(key: Found<ApiKey, (typeof API_KEY_FIELDS)[number]>, now: Date): ApiKeyView {
  return { ...key, expired: key.expiresAt <= now };
}
