import { pointerTo } from './findings.js';
import { invalidFields, MAX_FINDINGS } from './invalid-fields.js';

/**
 * Refuses every parameter, for operations that take none.
 * @throws Problem VALIDATION_FAILED naming them.
 */
export function refuseQuery(query: unknown): void {
  const names = Object.keys(query as object);
  if (names.length === 0) return;
  throw invalidFields(names.slice(0, MAX_FINDINGS).map((name) => ({ pointer: `?${pointerTo('', name).slice(1)}`, code: 'UNKNOWN_FIELD', message: 'is not known: this operation takes no query' })));
}
