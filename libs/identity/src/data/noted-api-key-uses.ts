import { Injectable, Logger } from '@nestjs/common';
import { BoundedMap } from '@plumbline/database';
import { LAST_USE_EVERY_MS } from '../domain/api-key.js';
import { ApiKeyUses } from '../use-cases/api-key-uses.js';
import { ApiKeyRepository } from './api-key.repository.js';

/** Keys whose last write is remembered, at least; one that is forgotten is asked of the database again. */
const REMEMBERED = 10_000;

/** Writes uses down beside the request, which does not wait for it. */
@Injectable()
export class NotedApiKeyUses extends ApiKeyUses {
  private readonly logger = new Logger('ApiKeyUses');
  readonly #notedAt = new BoundedMap<string, number>(REMEMBERED);

  constructor(private readonly keys: ApiKeyRepository) {
    super();
  }

  override note(apiKeyId: string, at: Date): void {
    const now = at.getTime();
    if (now - (this.#notedAt.get(apiKeyId) ?? -Infinity) < LAST_USE_EVERY_MS) return;
    this.#notedAt.set(apiKeyId, now);
    // The request is not worth failing for it; the next minute's use is written again.
    this.keys.noteUse(apiKeyId, at).catch((error: unknown) => this.logger.warn(`A use of the API key ${apiKeyId} was not noted: ${error instanceof Error ? error.message : String(error)}`));
  }
}
