/** How long a claim lasts without an action of its holder, in ms: a reviewer who has left does not block the firm. */
export const LEASE_MS = 30 * 60_000;

/** When a claim that is made or renewed now lapses. It stays with its holder after that until somebody else takes it. */
export function leaseUntil(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}
