import { Hopeless, type RelayedEvent } from '@plumbline/jobs';
import type { VerifiedAssessment } from '../domain/eligibility.js';

/** The event that libs/assessments emits when a navigator has verified an assessment. */
export const VERIFIED = 'assessment.verified';

/**
 * What the event says.
 * @throws Hopeless naming the member that is missing or of another kind: no further try would help.
 */
export function verifiedAssessment({ objectId, at, data }: RelayedEvent): VerifiedAssessment {
  const read = <K extends 'string' | 'number' | 'boolean'>(name: string, kind: K): { string: string; number: number; boolean: boolean }[K] => {
    const value = data[name];
    if (typeof value !== kind) throw new Hopeless(`The event ${VERIFIED} has no \`${name}\` that is a ${kind}.`);
    return value as { string: string; number: number; boolean: boolean }[K];
  };
  return {
    assessmentId: objectId,
    businessId: read('businessId', 'string'),
    catalogueVersion: read('catalogueVersion', 'number'),
    verifiedFloor: read('verifiedFloor', 'number'),
    criticalFailed: read('criticalFailed', 'number'),
    eligible: read('eligible', 'boolean'),
    verifiedAt: at,
    expiresAt: data['expiresAt'] instanceof Date ? data['expiresAt'] : undefined,
  };
}
