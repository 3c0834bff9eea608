import { type FieldError, defineStateMachine, Problem, PROBLEMS } from '@plumbline/problems';

/** An expired key is refused by its time alone; the step is taken when its place is needed. */
export const API_KEY_STATES = defineStateMachine({
  initial: 'active',
  transitions: { active: { revoke: 'revoked', expire: 'expired' }, revoked: {}, expired: {} },
});

export type ApiKeyState = (typeof API_KEY_STATES.states)[number];

/** A person's keys that are neither revoked nor expired. */
export const MAX_API_KEYS = 20;

/** A year, also when there is a 29th of February in it. */
const LONGEST_LIFE_MS = 366 * 86_400_000;

/** How exact `lastUsedAt` is: a use is written down at most so often. */
export const LAST_USE_EVERY_MS = 60_000;

/**
 * Refuses a key that would be over already, or outlive what anybody remembers of it.
 * @throws Problem VALIDATION_FAILED at `/expiresAt`.
 */
export function requireExpiry(expiresAt: Date, now: Date): void {
  const left = expiresAt.getTime() - now.getTime();
  if (left > 0 && left <= LONGEST_LIFE_MS) return;
  const errors: FieldError[] = [left > 0 ? { pointer: '/expiresAt', code: 'TOO_LATE', message: 'must be at most a year away' } : { pointer: '/expiresAt', code: 'PAST', message: 'must lie in the future' }];
  throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors });
}
