import { Flag, Instant, ListOf, Text, Uuid } from '@plumbline/common';
import { MAX_SESSIONS } from '../domain/session.js';
import type { SessionSummary } from '../use-cases/list-sessions.js';

export class SessionResponse {
  @Uuid()
  id!: string;

  @Instant({ description: 'When the person logged in.' })
  createdAt!: string;

  @Instant({ description: 'When it was last refreshed.' })
  lastUsedAt!: string;

  @Flag({ description: 'Whether this very request belongs to it.' })
  current!: boolean;

  @Text({ max: 120, example: 'Firefox on Windows, 203.0.113.x', description: 'Kind of client and part of the address from which the person logged in.' })
  client!: string;
}

export class SessionList {
  @ListOf(() => SessionResponse, { max: MAX_SESSIONS })
  items!: readonly SessionResponse[];
}

export class SessionParams {
  @Uuid({ description: 'Id of the session.' })
  sessionId!: string;
}

/** @param currentId session of the caller. */
export function toSessionResponse({ _id, createdAt, lastUsedAt, client }: SessionSummary, currentId: string): SessionResponse {
  return { id: _id, createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt.toISOString(), current: _id === currentId, client };
}
