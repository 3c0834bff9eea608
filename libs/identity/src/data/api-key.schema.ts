import type { Scope } from '@plumbline/common';
import { defineSchema, type Stored } from '@plumbline/database';
import type { ApiKeyState } from '../domain/api-key.js';

/** A key with which a program acts for a person. Shard key, should it come to that: `userId`. */
export interface ApiKey extends Stored {
  readonly userId: string;
  /** What the owner calls it. */
  readonly name: string;
  /** The part that is shown, by which the owner knows the key again: `plb_Zq3kX9aB`. */
  readonly prefix: string;
  /** SHA-256 of the whole key. */
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly state: ApiKeyState;
  /** 0..MAX_API_KEYS-1, no two of a person's active keys the same: so many places, so many keys, however many are made at once. */
  readonly place: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the minute. */
  readonly lastUsedAt?: Date;
}

export const API_KEYS = 'api_keys';

export const apiKeySchema = () =>
  defineSchema<ApiKey>({
    userId: { type: String, required: true },
    name: { type: String, required: true, protect: 'personal' },
    prefix: { type: String, required: true },
    hash: { type: String, required: true },
    scopes: { type: [String], required: true },
    state: { type: String, required: true },
    place: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    lastUsedAt: { type: Date },
  });
