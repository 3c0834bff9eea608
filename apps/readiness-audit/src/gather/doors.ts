import { type Answer, fieldsOf, type Fields, jsonOf, type Request } from '../http/exchange.ts';
import { jsonBody, withCredentials, withJson } from '../http/requests.ts';
import type { Operation } from '../openapi/document.ts';
import type { Lab } from './lab.ts';
import type { LogInDone } from './session.ts';
import { Unavailable } from './unavailable.ts';

/** Operations by which people come and go. */
const LOGOUT = /\/(?:log-?out|sign-?out|log_out|sign_out)\/?$/i;
const REFRESH = /\/(?:refresh|refresh-?tokens?|tokens?\/refresh|renew)\/?$/i;
const ENTRY = /\/(?:log-?in|sign-?in|sessions?|tokens?|authenticate)\/?$/i;

/** The operation that ends the session of whoever sends it. */
export const logoutOf = (operations: readonly Operation[]): Operation | undefined => operations.find(({ method, path }) => LOGOUT.test(path) && (method === 'POST' || method === 'DELETE')) ?? operations.find(({ path }) => LOGOUT.test(path));

/** The operation that gives a new token for a refresh token. */
export const refreshOf = (operations: readonly Operation[]): Operation | undefined => operations.find(({ method, path }) => method === 'POST' && REFRESH.test(path));

/** Whether the document has a way in at all. */
export const hasEntry = (operations: readonly Operation[]): boolean => operations.some(({ method, path }) => method === 'POST' && ENTRY.test(path));

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

/** An account that may be used up, logged in for one purpose. @throws Unavailable when there is none, or none that logs in */
export async function spareLogin(lab: Lab): Promise<LogInDone & { readonly answer: Answer }> {
  const [spare] = lab.sessions.spare;
  if (spare === undefined) throw new Unavailable('No account may be used up: mark one in `accounts` with `spare: true`.');
  const done = await lab.sessions.apart(spare.account);
  if (done.answer === undefined) throw new Unavailable(`${spare.account} does not log in but has its \`headers\` in the target file, and sessions that nobody opened cannot be ended.`);
  const refresh = refreshTokenIn(done.answer);
  if (refresh !== undefined) lab.mask.add(refresh.value, `refresh token of ${spare.account}`);
  return { ...done, answer: done.answer };
}

/** A request to such an operation as a session sends it, its refresh token where the operation wants one. @throws Unavailable when none can be made */
export async function requestTo(lab: Lab, operation: Operation, credentials: Fields, refresh: RefreshToken | undefined): Promise<Request> {
  const sample = await lab.samples.of(operation);
  // What nobody can make a sample of may still work without a body: most logouts do.
  const bare: Request = 'cannot' in sample ? { method: operation.method, path: operation.path } : sample.request;
  return withRefreshToken(bare, operation, credentials, refresh);
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
