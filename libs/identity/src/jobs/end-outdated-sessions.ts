import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import type { RevocationReason } from '../domain/session.js';
import { EndSessions } from '../use-cases/end-sessions.js';

/**
 * Ends the sessions that began before another password or address. The request that made the change does that itself, at once; when its
 * process dies in between, the link is used up and nobody can ask again, so whoever was to be locked out would stay in.
 */
@Injectable()
export class EndOutdatedSessions extends EventHandler {
  override readonly name = 'identity.end-outdated-sessions';
  override readonly types = ['user.password-changed', 'user.email-changed'] as const;

  constructor(private readonly endSessions: EndSessions) {
    super();
  }

  /** The one in which the owner changed the password stays. */
  override async handle({ type, objectId, at, data }: RelayedEvent): Promise<void> {
    const kept = data['keptSessionId'];
    await this.endSessions.begunBy(objectId, at, reasonOf(type, data['by']), typeof kept === 'string' ? kept : undefined);
  }
}

function reasonOf(type: string, by: unknown): RevocationReason {
  if (type === 'user.email-changed') return 'email-changed';
  return by === 'reset' ? 'password-reset' : 'password-changed';
}
