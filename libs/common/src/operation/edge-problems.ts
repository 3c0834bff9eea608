import { RequestMethod } from '@nestjs/common';
import { PROBLEMS, type ProblemType } from '@plumbline/problems';
import type { OperationPolicy } from './operation-policy.js';

interface Shape {
  /** Takes path parameters. */
  readonly takesId: boolean;
  readonly method: RequestMethod;
}

/**
 * The exact set of problems of an operation: its own and those that follow from its policy.
 * @param policy the policy without its problems.
 * @param own what the domain declares.
 */
export function edgeProblems(policy: Omit<OperationPolicy, 'problems'>, shape: Shape, own: readonly ProblemType[]): readonly ProblemType[] {
  const problems = new Set<ProblemType>(own);
  const add = (when: boolean, ...types: ProblemType[]) => when && types.forEach((type) => problems.add(type));
  const unsafe = shape.method !== RequestMethod.GET;
  add(policy.query !== 'ignored' || shape.takesId || unsafe, PROBLEMS.VALIDATION_FAILED);
  add(unsafe, PROBLEMS.MALFORMED_BODY, PROBLEMS.UNSUPPORTED_MEDIA_TYPE, PROBLEMS.BODY_TOO_LARGE);
  add(policy.access.kind !== 'public', PROBLEMS.UNAUTHENTICATED);
  add(policy.access.kind !== 'public', PROBLEMS.FORBIDDEN);
  add(policy.stepUp, PROBLEMS.STEP_UP_REQUIRED);
  add(shape.takesId, PROBLEMS.NOT_FOUND);
  add(policy.idempotency === 'required', PROBLEMS.IDEMPOTENCY_KEY_REQUIRED);
  add(policy.idempotency !== 'none', PROBLEMS.REQUEST_IN_PROGRESS, PROBLEMS.IDEMPOTENCY_MISMATCH);
  add(policy.versioned === 'write', PROBLEMS.PRECONDITION_REQUIRED, PROBLEMS.VERSION_MISMATCH);
  add(policy.rateLimit !== 'none', PROBLEMS.RATE_LIMITED);
  add(true, PROBLEMS.INTERNAL);
  add(policy.id !== 'health.live', PROBLEMS.DEPENDENCY_DOWN, PROBLEMS.DEADLINE_EXCEEDED);
  return [...problems].sort((a, b) => a.status - b.status || a.code.localeCompare(b.code));
}
