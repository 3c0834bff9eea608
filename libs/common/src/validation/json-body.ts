import { isUtf8 } from 'node:buffer';
import { Problem, PROBLEMS } from '@plumbline/problems';

const malformed = (detail: string) => new Problem(PROBLEMS.MALFORMED_BODY, { detail });

/** The ways in which a text can name `__proto__` or `constructor`: plainly, or with an escape. */
const SUSPECT = /__proto__|constructor|\\u/;

/** Half a surrogate pair: no character, so that encodeURI throws on it and UTF-8 cannot hold it (RFC 7493 section 2.1 forbids it). */
const LONE_SURROGATE = /\p{Surrogate}/u;

function isPoisoned(one: object): boolean {
  if (Object.hasOwn(one, '__proto__')) return true;
  const own = Object.getOwnPropertyDescriptor(one, 'constructor')?.value as unknown;
  return typeof own === 'object' && own !== null && Object.hasOwn(own, 'prototype');
}

/** Only a text that holds a suspect word pays for this walk. @throws Problem MALFORMED_BODY */
function refuseUnfit(value: unknown): void {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const one = pending.pop();
    if (typeof one === 'string' && LONE_SURROGATE.test(one)) throw malformed('The body has half a surrogate pair.');
    if (typeof one !== 'object' || one === null) continue;
    if (isPoisoned(one)) throw malformed('The body has a member with a forbidden name.');
    if (Object.keys(one).some((name) => LONE_SURROGATE.test(name))) throw malformed('The body has half a surrogate pair.');
    for (const member of Object.values(one)) pending.push(member);
  }
}

/**
 * Reads a JSON body (RFC 8259). A byte order mark is skipped (section 8.1 allows it); of a name that comes twice the last one counts, as JSON.parse has it;
 * numbers are doubles: 1e400 becomes Infinity and fails every rule, whole numbers beyond 2^53 and -0 fail `Whole`.
 * @throws Problem MALFORMED_BODY when it is empty, not UTF-8, not JSON, has half a surrogate pair, or names `__proto__` or `constructor.prototype`.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) throw malformed('The body is empty.');
  if (!isUtf8(body)) throw malformed('The body is not UTF-8.');
  const text = body.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    // The parser's message quotes the body, which belongs into no log.
    throw malformed('The body is not well-formed JSON.');
  }
  if (SUSPECT.test(text)) refuseUnfit(value);
  return value;
}
