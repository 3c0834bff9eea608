import { type Exchange, fieldOf } from '../http/exchange.ts';

/** What a service does with a caller who asks too often. */
export interface Limit {
  /** `GET /things`. */
  readonly subject: string;
  /** As the request is, without any field that names an address. */
  readonly plain: Burst;
  /** Only where `plain` met no limit: with one address in X-Forwarded-For. */
  readonly addressed?: Burst;
  /** Only behind a refusal: once more as it is, then with an address that nobody has. */
  readonly again?: readonly { readonly field: string; readonly before: Exchange; readonly forged: Exchange; readonly after: Exchange }[];
  /** Only where a forged address was let through: another one before the same outer one in each request. */
  readonly rotating?: { readonly field: string; readonly burst: Burst; readonly needed: number };
}

/** Many like requests, up to the first that was refused for being one too many. */
export interface Burst {
  readonly sent: number;
  readonly first: Exchange;
  /** The last one that was served. */
  readonly last: Exchange;
  readonly refused?: Exchange;
}

/** Whether a request was refused because it was one too many; also by those who do not say 429. */
export function isTooMany({ answer }: Exchange): boolean {
  if (answer === undefined) return false;
  if (answer.status === 429) return true;
  return [403, 500, 503].includes(answer.status) && (fieldOf(answer.headers, 'retry-after') !== undefined || /too many|rate.?limit|throttl/i.test(answer.body));
}
