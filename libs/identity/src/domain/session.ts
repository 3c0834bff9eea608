import { defineStateMachine } from '@plumbline/problems';

const DAY_MS = 86_400_000;

/** A session is a family of refresh tokens: each replaces the one before, and only the last one is good. */
export const SESSION_STATES = defineStateMachine({
  initial: 'active',
  transitions: { active: { revoke: 'revoked' }, revoked: {} },
});

export type SessionState = (typeof SESSION_STATES.states)[number];

/** Why a session ended, for those who read the events. */
export type RevocationReason = 'logout' | 'logout-everywhere' | 'revoked-by-owner' | 'token-reuse' | 'too-many-sessions' | 'account-suspended' | 'password-changed' | 'password-reset' | 'email-changed';

/** An unused session ends after this long. */
export const IDLE_MS = 30 * DAY_MS;

/** Any session ends after this long. */
export const LIFETIME_MS = 90 * DAY_MS;

/** How long a replaced refresh token still gives the token that replaced it: sibling tabs and lost answers. */
export const GRACE_MS = 30_000;

/** A person's sessions; the oldest one ends when there would be more. */
export const MAX_SESSIONS = 50;

/** When a session that is used now ends for want of use; never after its lifetime. */
export function idleEnd(now: Date, endsAt: Date): Date {
  return new Date(Math.min(now.getTime() + IDLE_MS, endsAt.getTime()));
}

/** What is asked of a session when a refresh token is presented. */
export interface TokenFamily {
  readonly state: SessionState;
  readonly previousTokenHash?: string | undefined;
  readonly rotatedAt?: Date | undefined;
  /** The earlier of idle end and end of the lifetime. */
  readonly idleEndsAt: Date;
}

/**
 * What a genuine refresh token means that is not (any more) the current one of its family
 * (RFC 9700 section 4.14.2, refresh token rotation).
 * @returns `ended`: nothing to do, log in; `sibling`: answer with the current token; `reused`: two parties hold the
 * family, one of them a thief, so it must end.
 */
export function judgeSuperseded(family: TokenFamily, tokenHash: string, now: Date): 'ended' | 'sibling' | 'reused' {
  if (family.state !== 'active' || family.idleEndsAt <= now) return 'ended';
  const age = family.rotatedAt === undefined ? Infinity : now.getTime() - family.rotatedAt.getTime();
  return family.previousTokenHash === tokenHash && age <= GRACE_MS ? 'sibling' : 'reused';
}
