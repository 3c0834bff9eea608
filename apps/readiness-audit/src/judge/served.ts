import { type Exchange, jsonOf, mediaTypeOf } from '../http/exchange.ts';
import { isObject } from '../json.ts';

/** Members in which services say how it went, beside a status of 200. */
const SAYS_HOW = /^(?:code|status|statuscode|success|ok|error|errcode|errno|err|errors|result)$/i;

/**
 * Whether an answer gives what was asked for: a 2xx that is no page of a catch-all, no refusal in the clothes of a 200.
 * @param control the answer to the unchanged request, when it succeeded: what it looks like when it gives
 */
export function wasServed({ answer }: Exchange, control?: Exchange): boolean {
  if (answer === undefined || answer.status < 200 || answer.status >= 300) return false;
  const good = control?.answer;
  if (good === undefined) return true;
  if (mediaTypeOf(answer.headers) !== mediaTypeOf(good.headers) && answer.body !== '') return false;
  const [got, wanted] = [jsonOf(answer), jsonOf(good)];
  if (!isObject(got) || !isObject(wanted)) return true;
  const names = Object.keys(wanted);
  if (names.length > 0 && !names.some((name) => name in got)) return false;
  return !names.some((name) => SAYS_HOW.test(name) && !isObject(wanted[name]) && !Array.isArray(wanted[name]) && typeof got[name] === typeof wanted[name] && got[name] !== wanted[name] && !isState(wanted[name]));
}

/** `status: "open"` of a thing says nothing of how the request went. */
const isState = (value: unknown): boolean => typeof value === 'string' && !/^(?:ok|success|succeeded|done|true|0+|2\d\d)$/i.test(value);
