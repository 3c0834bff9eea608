import { type Answer, fieldsOf, type Fields, jsonOf, type Request } from '../http/exchange.ts';
import { jsonBody, withCredentials, withJson } from '../http/requests.ts';
import type { Operation } from '../openapi/document.ts';

const REFRESH = /\/(?:refresh|refresh-?tokens?|tokens?\/refresh|renew)\/?$/i;

/** The operation that gives a new token for a refresh token. */
export const refreshOf = (operations: readonly Operation[]): Operation | undefined => operations.find(({ method, path }) => method === 'POST' && REFRESH.test(path));

/** A token with which another one is fetched. */
export interface RefreshToken {
  readonly value: string;
  /** Name of the cookie or of the member of the body in which it came. */
  readonly name: string;
  readonly isCookie: boolean;
}

/** The refresh token in the answer to a login or a refresh. */
export function refreshTokenIn({ headers, ...answer }: Answer): RefreshToken | undefined {
  for (const cookie of fieldsOf(headers, 'set-cookie')) {
    const [pair = ''] = cookie.split(';');
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    if (/refresh/i.test(name) && value !== '') return { value, name, isCookie: true };
  }
  return memberIn(jsonOf(answer), 4);
}

function memberIn(value: unknown, depth: number): RefreshToken | undefined {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  const entries = Object.entries(value as Record<string, unknown>);
  for (const [name, one] of entries) if (/^refresh_?-?token$|^refresh$/i.test(name) && typeof one === 'string' && one !== '') return { value: one, name, isCookie: false };
  for (const [, one] of entries) {
    const found = memberIn(one, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The credentials of a session with another refresh cookie among its cookies. */
export function cookiesWith(credentials: Fields, { name, value }: RefreshToken): Fields {
  const cookies = credentials.filter(([field]) => /^cookie$/i.test(field)).flatMap(([, all]) => all.split('; ')).filter((one) => !one.startsWith(`${name}=`));
  return [...credentials.filter(([field]) => !/^cookie$/i.test(field)), ['Cookie', [...cookies, `${name}=${value}`].join('; ')]];
}

/** A request as a session sends it, with its refresh token where the operation takes one: as a cookie, or in the body. */
export function withRefreshToken(bare: Request, operation: Operation, credentials: Fields, refresh: RefreshToken | undefined): Request {
  const body = jsonBody(bare);
  const filled = refresh !== undefined && !refresh.isCookie && operation.body !== undefined ? withJson(bare, { ...(typeof body === 'object' ? body : {}), [memberFor(body, refresh)]: refresh.value }) : bare;
  return withCredentials(filled, refresh?.isCookie === true ? cookiesWith(credentials, refresh) : credentials);
}

/** The member of the body that is the refresh token: by its own name where it has one. */
function memberFor(body: unknown, { name }: RefreshToken): string {
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  return names.find((one) => /refresh/i.test(one)) ?? (names.length === 1 && /token/i.test(names[0] ?? '') ? (names[0] ?? name) : name);
}
