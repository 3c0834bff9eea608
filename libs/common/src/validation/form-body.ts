import { Problem, PROBLEMS } from '@plumbline/problems';
import { parse } from 'qs';
import { MAX_DEPTH } from './structure.js';

/** Most items of a list in a form, and most fields. */
const MAX_ITEMS = 500;
export const MAX_FIELDS = 1000;
export const TOO_MANY_FIELDS = `The form has more than ${MAX_FIELDS} fields, ${MAX_ITEMS} items in a list or ${MAX_DEPTH} levels.`;

/** The body of a form: every leaf is text until the DTO says what it is. The class is the mark by which the pipe tells it from JSON. */
export class FormBody {
  [name: string]: unknown;
}

const malformed = (detail: string) => new Problem(PROBLEMS.MALFORMED_BODY, { detail });

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function checkNames(pairs: readonly string[]): void {
  for (const pair of pairs) {
    const name = decode(pair.split('=', 1)[0] ?? '');
    if (name === '' && pair !== '') throw malformed('A field of the form has no name.');
    if (name.includes('__proto__')) throw malformed('A field of the form has a forbidden name.');
  }
}

/**
 * Reads `application/x-www-form-urlencoded` (WHATWG URL section 5.1), with `a[b]` and `a[0][b]` for what JSON nests.
 * A name that comes twice makes a list; the gaps of a list are closed; an empty body is a form without fields.
 * @param body UTF-8.
 * @throws Problem MALFORMED_BODY on bad percent-encoding or UTF-8, a field without a name, forbidden names, and too many fields, levels or items.
 */
export function parseForm(body: Buffer | string): FormBody {
  const text = typeof body === 'string' ? body : body.toString('latin1');
  if (/[^\x20-\x7e]/.test(text)) throw malformed('The form is not percent-encoded.');
  try {
    checkNames(text.split('&', MAX_FIELDS + 1));
    return Object.assign(new FormBody(), parse(text, {
      decoder: decode,
      plainObjects: true,
      depth: MAX_DEPTH - 1,
      strictDepth: true,
      arrayLimit: MAX_ITEMS,
      parameterLimit: MAX_FIELDS,
      throwOnLimitExceeded: true,
    }));
  } catch (error) {
    if (error instanceof URIError) throw malformed('The form is not percent-encoded UTF-8.');
    if (error instanceof RangeError) throw malformed(TOO_MANY_FIELDS);
    throw error;
  }
}
