import { Injectable } from '@nestjs/common';
import type { Found } from '@plumbline/database';
import { SessionRepository } from '../data/session.repository.js';
import type { Session } from '../data/session.schema.js';

export type SessionSummary = Found<Session, 'createdAt' | 'lastUsedAt' | 'client'>;

/** A person's living sessions, latest login first; never more than 50. */
@Injectable()
export class ListSessions {
  constructor(private readonly sessions: SessionRepository) {}

  async execute(userId: string): Promise<readonly SessionSummary[]> {
    return this.sessions.findLiving(userId, ['createdAt', 'lastUsedAt', 'client']);
  }
}
