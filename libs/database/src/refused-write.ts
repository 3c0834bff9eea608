import { Problem, PROBLEMS } from '@plumbline/problems';

/** Seconds after which the relay has caught up, as a rule. */
const RELAY_SECONDS = 5;

/** What is read of a document to say why a write was refused. */
export type Present = Readonly<{ v?: unknown; state?: unknown; outbox?: unknown }>;

/**
 * Why a conditional write found nothing to write.
 * @param present the document as it is now; null when there is none in the scope.
 * @param version the one that the caller had read.
 * @param onlyRoomLacks whether the write would have been made but for the events that wait already.
 * @returns Problem NOT_FOUND, VERSION_MISMATCH, OVERLOADED or STATE_CONFLICT.
 */
export function refusedWrite(present: Present | null, version: number | undefined, onlyRoomLacks: boolean): Problem {
  if (present === null) return new Problem(PROBLEMS.NOT_FOUND);
  if (version !== undefined && present.v !== version) return new Problem(PROBLEMS.VERSION_MISMATCH);
  if (onlyRoomLacks) return new Problem(PROBLEMS.OVERLOADED, { detail: 'What happened here before waits to be relayed.', retryAfterSeconds: RELAY_SECONDS });
  const { state } = present;
  return new Problem(PROBLEMS.STATE_CONFLICT, typeof state === 'string' ? { detail: `This is not possible in the state \`${state}\`.` } : {});
}

/** Whether the outbox has no room; `present` was read with `LAST_PLACE`. */
export function isFull(present: Present | null): boolean {
  return Array.isArray(present?.outbox) && present.outbox.length > 0;
}
