import { Injectable } from '@nestjs/common';
import { absent, Database, defineScope, EVERYTHING, type Filter, type Found, range, Repository, type Scope } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { API_KEY_STATES, LAST_USE_EVERY_MS, MAX_API_KEYS } from '../domain/api-key.js';
import { API_KEYS, type ApiKey, apiKeySchema } from './api-key.schema.js';
import { unlessConflict } from './conflict.js';

export type OwnedApiKeys = Scope<'api-key-owner', { userId: string }>;

/** The API keys of one person. */
export const apiKeysOf = defineScope<'api-key-owner', { userId: string }>();

@Injectable()
export class ApiKeyRepository extends Repository<ApiKey, OwnedApiKeys> {
  constructor(database: Database) {
    super(database, API_KEYS, apiKeySchema());
  }

  /** A person's keys that were not revoked, latest first; some may have expired. */
  async findActive<const K extends keyof ApiKey>(userId: string, fields: readonly K[]): Promise<Found<ApiKey, K>[]> {
    return this.find(apiKeysOf({ userId }), { state: 'active' }, fields, { limit: MAX_API_KEYS, sort: { _id: -1 } });
  }

  /** Stores a new key. @returns undefined when another request has taken its place. */
  async add(key: Omit<ApiKey, '_id' | 'v' | 'state'>): Promise<string | undefined> {
    const { userId, prefix, scopes, expiresAt } = key;
    try {
      return await this.insert(apiKeysOf({ userId }), { ...key, state: API_KEY_STATES.initial }, [{ type: 'api-key.created', data: { userId, prefix, scopes, expiresAt } }]);
    } catch (error) {
      if (error instanceof Problem && error.type === PROBLEMS.ALREADY_EXISTS) return undefined;
      throw error;
    }
  }

  /** Ends a key for good. @returns its hash; undefined when it was over already. @throws Problem NOT_FOUND when the person has no such key. */
  async revoke(userId: string, apiKeyId: string): Promise<string | undefined> {
    const { hash } = await this.get(apiKeysOf({ userId }), apiKeyId, ['hash']);
    const events = [{ type: 'api-key.revoked', data: { userId } }] as const;
    const revoked = await unlessConflict(this.transition(apiKeysOf({ userId }), apiKeyId, { step: API_KEY_STATES.step('revoke'), events }, []));
    return revoked ? hash : undefined;
  }

  /** Gives up the place of a key whose time is over. */
  async expire(userId: string, apiKeyId: string): Promise<void> {
    const when = { expiresAt: range({ lte: this.clock.now() }) };
    const events = [{ type: 'api-key.expired', actor: 'system', data: { userId } }] as const;
    await unlessConflict(this.transition(apiKeysOf({ userId }), apiKeyId, { step: API_KEY_STATES.step('expire'), when, events }, []));
  }

  /** Writes a use down unless that was done within the last minute, by whatever process. */
  async noteUse(apiKeyId: string, at: Date): Promise<void> {
    const before = range({ lte: new Date(at.getTime() - LAST_USE_EVERY_MS) });
    await this.updateMany(EVERYTHING, { _id: apiKeyId, $or: [{ lastUsedAt: absent() }, { lastUsedAt: before }] }, { set: { lastUsedAt: at } });
  }

  protected override scopeFilter({ by }: OwnedApiKeys): Filter<ApiKey> {
    return { userId: by.userId };
  }
}
