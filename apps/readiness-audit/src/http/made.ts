import { leavesOf } from '../gather/pointers.ts';
import { isObject } from '../json.ts';
import { type Answer, type Exchange, fieldOf, jsonOf } from './exchange.ts';

const OF_THE_REQUEST = /^(request|trace|span|correlation)_?id$/i;
/** Members that may differ between two answers that say the same. */
const VOLATILE = /(time|date|at|timestamp|expires|expiry|duration|nonce|trace|request_?id|correlation_?id)$/i;

/**
 * The id that an answer gives to what the request made: a member called so, at the top or one level below, else the end of `Location`.
 * What the request itself named is no new id.
 */
export function madeId({ request, answer }: Exchange): string | undefined {
  if (answer === undefined || answer.status < 200 || answer.status >= 300) return undefined;
  const isNew = (value: string): boolean => !new URL(request.url).pathname.split('/').includes(encodeURIComponent(value)) && request.body?.includes(`"${value}"`) !== true;
  const value = jsonOf(answer);
  const inBody = isObject(value) ? [value, ...Object.values(value).filter(isObject)].flatMap(idsOf).find(isNew) : undefined;
  const location = idInLocation(answer);
  return inBody ?? (location !== undefined && isNew(location) ? location : undefined);
}

/** The end of the `Location` of what was made. RFC 9110 section 15.3.2. */
export function idInLocation({ status, headers }: Answer): string | undefined {
  return status === 201 ? fieldOf(headers, 'location')?.split('?')[0]?.split('/').filter((part) => part !== '').at(-1) : undefined;
}

function idsOf(value: Record<string, unknown>): readonly string[] {
  const named = (pattern: RegExp): readonly string[] => Object.entries(value).filter(([name, one]) => pattern.test(name) && !OF_THE_REQUEST.test(name) && (typeof one === 'string' || typeof one === 'number') && one !== '').map(([, one]) => String(one));
  return [...named(/^(_?id|uuid|guid)$/i), ...named(/[a-z](Id|_id)$/)];
}

/** Places at which two JSON answers say different things; undefined where one of them is no JSON. */
export function differencesOf(one: Exchange, other: Exchange): readonly string[] | undefined {
  const [first, second] = [one, other].map(({ answer }) => (answer === undefined ? undefined : jsonOf(answer)));
  if (first === undefined || second === undefined) return undefined;
  const [known, found] = [new Map(leavesOf(first)), new Map(leavesOf(second))];
  return [...new Set([...known.keys(), ...found.keys()])].filter((pointer) => !VOLATILE.test(pointer) && known.get(pointer) !== found.get(pointer));
}
