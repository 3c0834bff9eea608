import { defineSchema, type Stored } from '@plumbline/database';
import type { SessionState } from '../domain/session.js';

/** A login on a device, and the family of refresh tokens that came from it. Shard key, should it come to that: `_id`. */
export interface Session extends Stored {
  readonly userId: string;
  readonly state: SessionState;
  /** Of the one refresh token that is good. */
  readonly tokenHash: string;
  /** Of the token before it, which gives the same successor for a short grace. */
  readonly previousTokenHash?: string;
  /** From which that successor is worked out. */
  readonly rotationSalt?: string;
  readonly rotatedAt?: Date;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** When the session ends unless it is used; the moment it ended once it is revoked. The TTL index counts from here. */
  readonly idleEndsAt: Date;
  readonly endsAt: Date;
  /** When its second factor was last shown. */
  readonly steppedUpAt?: Date;
  /** `Firefox on Windows, 203.0.113.x` */
  readonly client: string;
}

export const SESSIONS = 'sessions';

export const sessionSchema = () =>
  defineSchema<Session>({
    userId: { type: String, required: true },
    state: { type: String, required: true },
    tokenHash: { type: String, required: true },
    previousTokenHash: { type: String },
    rotationSalt: { type: String, protect: 'secret' },
    rotatedAt: { type: Date },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    idleEndsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    steppedUpAt: { type: Date },
    client: { type: String, required: true, protect: 'personal' },
  });
