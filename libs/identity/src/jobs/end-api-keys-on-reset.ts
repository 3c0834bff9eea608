import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { ApiKeyRepository } from '../data/api-key.repository.js';
import { RevokeApiKey } from '../use-cases/revoke-api-key.js';

/**
 * Ends a person's API keys when they replace a forgotten password: somebody else may have known the old one and made a key with it, which
 * would outlive every session. Who knows the password and merely changes it keeps the programs that act for them.
 */
@Injectable()
export class EndApiKeysOnReset extends EventHandler {
  override readonly name = 'identity.end-api-keys-on-reset';
  override readonly types = ['user.password-changed'] as const;

  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly revoke: RevokeApiKey,
  ) {
    super();
  }

  /** Keys that were made after the reset stay. */
  override async handle({ objectId, at, data }: RelayedEvent): Promise<void> {
    if (data['by'] !== 'reset') return;
    const active = await this.keys.findActive(objectId, ['createdAt']);
    for (const { _id, createdAt } of active) if (createdAt <= at) await this.revoke.execute(objectId, _id);
  }
}
