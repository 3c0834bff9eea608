import { Problem, PROBLEMS } from '@plumbline/problems';
import { Text, Whole } from '../fields/index.js';

/** Query of every list: how many items, and where to go on. */
export class PageQuery {
  @Whole({ min: 1, max: 100, optional: true, example: 20, description: 'Most items in the answer; 20 unless told.' })
  limit?: number;

  @Text({ min: 1, max: 512, pattern: /^[A-Za-z0-9_-]+$/, optional: true, example: 'WyIwMTkzYTFmMiJd', description: '`nextCursor` of the page before.' })
  cursor?: string;
}

export const DEFAULT_PAGE_SIZE = 20;

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Sent as `cursor` it gives the next page; null on the last one. */
  readonly nextCursor: string | null;
}

/**
 * Packs the sort key of the last item of a page. A cursor says where to go on and nothing else: what may be seen is decided by the scope on every page.
 * @param key the values of the sort fields, in order.
 */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Unpacks a cursor.
 * @param kinds the type each part must have.
 * @throws Problem VALIDATION_FAILED at `?cursor` when it did not come from `encodeCursor` for the same sort.
 */
export function decodeCursor(cursor: string, kinds: readonly ('string' | 'number')[]): (string | number)[] {
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown;
    if (Array.isArray(key) && key.length === kinds.length && key.every((part, at) => typeof part === kinds[at])) return key as (string | number)[];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Problem(PROBLEMS.VALIDATION_FAILED, { detail: '1 field is not valid.', errors: [{ pointer: '?cursor', code: 'CURSOR', message: 'must be the nextCursor of a page of this list' }] });
}
