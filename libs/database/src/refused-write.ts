import { Problem, PROBLEMS } from '@plumbline/problems';

/**
 * Why a conditional write found nothing to write.
 * @param present version and state of the document as it is now; null when there is none in the scope.
 * @param version the one that the caller had read.
 * @returns Problem NOT_FOUND, VERSION_MISMATCH or STATE_CONFLICT.
 */
export function refusedWrite(present: Readonly<Record<string, unknown>> | null, version: number | undefined): Problem {
  if (present === null) return new Problem(PROBLEMS.NOT_FOUND);
  if (version !== undefined && present['v'] !== version) return new Problem(PROBLEMS.VERSION_MISMATCH);
  const state = present['state'];
  return new Problem(PROBLEMS.STATE_CONFLICT, typeof state === 'string' ? { detail: `This is not possible in the state \`${state}\`.` } : {});
}
