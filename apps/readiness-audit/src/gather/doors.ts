import type { Answer, Fields, Request } from '../http/exchange.ts';
import type { Operation } from '../openapi/document.ts';
import type { Lab } from './lab.ts';
import { type RefreshToken, refreshTokenIn, withRefreshToken } from './refresh.ts';
import type { LogInDone } from './session.ts';
import { Unavailable } from './unavailable.ts';

/** Operations by which people come and go. */
const LOGOUT = /\/(?:log-?out|sign-?out|log_out|sign_out)\/?$/i;
const ENTRY = /\/(?:log-?in|sign-?in|sessions?|tokens?|authenticate)\/?$/i;

/** The operation that ends the session of whoever sends it. */
export const logoutOf = (operations: readonly Operation[]): Operation | undefined => operations.find(({ method, path }) => LOGOUT.test(path) && (method === 'POST' || method === 'DELETE')) ?? operations.find(({ path }) => LOGOUT.test(path));

/** Whether the document has a way in at all. */
export const hasEntry = (operations: readonly Operation[]): boolean => operations.some(({ method, path }) => method === 'POST' && ENTRY.test(path));

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

