import { isObject } from '../json.ts';

/** Header fields in the order and spelling in which they were sent; a name may come twice. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** A request as it is sent: nothing is added but `Host`, `Content-Length` and `Connection`. */
export interface Request {
  readonly method: string;
  /** Below the target's base URL, with its query: `/api/v1/payments?limit=1`; or a whole address. */
  readonly path: string;
  readonly headers?: Fields;
  readonly body?: string | Buffer;
  /** Ms until it counts as hanging; 45 s unless told, longer than the 30 s at which most drivers give up. */
  readonly timeoutMs?: number;
}

/** Of what did not end in an answer: why. */
export const FAILURES = ['timeout', 'reset', 'refused', 'too-large', 'tls', 'unreachable', 'malformed'] as const;
export type Failure = (typeof FAILURES)[number];

export interface Answer {
  readonly status: number;
  readonly headers: Fields;
  /** Text as UTF-8; bytes that are none are replaced. Of what is written down at most 1 MiB is kept. */
  readonly body: string;
  /** Bytes that came. */
  readonly bytes: number;
}

/** One request and what became of it. */
export interface Exchange {
  /** `x17`: how evidence and findings name it. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  /** From the first byte sent to the last one read. */
  readonly ms: number;
  readonly request: { readonly method: string; readonly url: string; readonly headers: Fields; readonly body?: string };
  readonly answer?: Answer;
  readonly failure?: Failure;
  /** In words, beside `failure`. */
  readonly detail?: string;
}

/** The value of the first field of a name. @param name in any case. */
export function fieldOf(headers: Fields, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([field]) => field.toLowerCase() === wanted)?.[1];
}

/** All values of a name. */
export function fieldsOf(headers: Fields, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

/** The media type without its parameters, in lower case; empty when none was told. RFC 9110 section 8.3. */
export function mediaTypeOf(headers: Fields): string {
  return (fieldOf(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The body read as JSON; undefined when it is none, whatever its media type says. */
export function jsonOf({ body }: Pick<Answer, 'body'>): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** The list that an answer holds: all of it, or a member of it. */
export function listIn(answer: Pick<Answer, 'body'> | undefined): readonly unknown[] | undefined {
  const value = answer === undefined ? undefined : jsonOf(answer);
  if (Array.isArray(value)) return value as unknown[];
  return isObject(value) ? Object.values(value).find((one): one is unknown[] => Array.isArray(one)) : undefined;
}

/** Of an address in a sentence, in characters. */
const LONGEST_PLACE = 200;

/** How people name it: `POST /payments answered 500`. */
export function inWords({ request: { method, url }, answer, failure }: Exchange): string {
  const { pathname, search } = new URL(url);
  const place = pathname + search;
  return `${method} ${place.length > LONGEST_PLACE ? `${place.slice(0, LONGEST_PLACE)}…` : place} ${answer === undefined ? `ended in ${failure}` : `answered ${answer.status}`}`;
}

/** Whether a JSON answer speaks of a failure, whatever its status: `{"error":"Not found"}`, `{"success":false}`, `{"code":401}`. */
export function saysThatItFailed(answer: Pick<Answer, 'body'>): boolean {
  const value = jsonOf(answer);
  if (!isObject(value)) return false;
  const { error, errors, success, ok } = value;
  const isRefusal = [value['status'], value['statusCode'], value['code']].some((one) => typeof one === 'number' && one >= 400 && one < 600);
  return isRefusal || (error !== undefined && error !== null && error !== false && error !== '') || (Array.isArray(errors) && errors.length > 0) || success === false || ok === false;
}

/** Whether an answer says that the request was a good one. A redirection may be what the operation does. */
export const succeeded = (exchange: Exchange | undefined): boolean => exchange?.answer !== undefined && exchange.failure === undefined && exchange.answer.status >= 200 && exchange.answer.status < 400;

/** Whether what was asked is done: a 2xx. RFC 9110 section 15.3. */
export const isDone = ({ answer }: Pick<Exchange, 'answer'>): boolean => answer !== undefined && answer.status >= 200 && answer.status < 300;
