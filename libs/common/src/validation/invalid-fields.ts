import { type FieldError, Problem, PROBLEMS } from '@plumbline/problems';

/** Most findings that one answer reports. */
export const MAX_FINDINGS = 50;

/** The problem that names the fields which are not valid. */
export function invalidFields(errors: readonly FieldError[]): Problem {
  const detail = errors.length === 1 ? '1 field is not valid.' : errors.length >= MAX_FINDINGS ? `At least ${MAX_FINDINGS} fields are not valid.` : `${errors.length} fields are not valid.`;
  return new Problem(PROBLEMS.VALIDATION_FAILED, { detail, errors });
}
