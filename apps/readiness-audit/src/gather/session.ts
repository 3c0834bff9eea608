import type { SessionKept } from '../artifacts/sessions.ts';
import { type Answer, type Exchange, type Fields, fieldsOf, jsonOf } from '../http/exchange.ts';
import type { Account } from '../target/target-file.ts';
import type { Courier } from './courier.ts';
import { valueAtPointer } from './pointers.ts';
import { requestOf } from './templates.ts';
import { Unavailable } from './unavailable.ts';

/** Somebody who is logged in. */
export interface Session extends Pick<SessionKept, 'account' | 'role' | 'isSpare'> {
  /** Fields that say who is asking; never written down. */
  readonly credentials: Fields;
  /** The bare token, for checks that look into it. */
  readonly token?: string;
}

/** A login, with the answer to it as it came: it may hold more than the session needs. */
export interface LogInDone {
  readonly session: Session;
  readonly exchange?: Exchange;
  readonly answer?: Answer;
}

/**
 * Logs an account in.
 * @throws Unavailable when it is refused, or when the token is not where the target file says
 */
export async function logIn(courier: Courier, name: string, account: Account): Promise<LogInDone> {
  const about = { account: name, role: account.role, isSpare: account.spare === true };
  for (const [variable, value] of Object.entries(account.variables ?? {})) if (/pass|secret|key|token/i.test(variable)) courier.mask.add(value, `${variable} of ${name}`);
  if (account.headers !== undefined) {
    const credentials = Object.entries(account.headers);
    for (const [field, value] of credentials) courier.mask.add(value.replace(/^\w+ /, ''), `${field} of ${name}`);
    return { session: { ...about, credentials, ...tokenIn(account.headers) } };
  }
  const { raw, exchange, pointer } = await sendLogin(courier, name, account);
  const token = pointer === undefined ? undefined : valueAtPointer(jsonOf(raw.answer), pointer);
  if (pointer !== undefined && typeof token !== 'string') throw new Unavailable(`${name} logged in, but there is no text at ${pointer} of the answer (${exchange.id}): correct \`login.token\`.`);
  const credentials = [...(typeof token === 'string' ? [fieldOfToken(courier, name, token)] : []), ...cookieField(courier, name, raw.answer)];
  if (credentials.length === 0) throw new Unavailable(`${name} logged in, but got neither a token nor a cookie (${exchange.id}): say in \`login.token\` where the token stands.`);
  return { session: { ...about, credentials, ...(typeof token === 'string' ? { token } : {}) }, exchange, answer: raw.answer };
}

interface LoggedIn {
  readonly raw: { readonly answer: Answer };
  readonly exchange: Exchange;
  readonly pointer: string | undefined;
}

async function sendLogin(courier: Courier, name: string, { variables = {} }: Account): Promise<LoggedIn> {
  const { login } = courier.target;
  if (login === undefined) throw new Unavailable(`The target file says of ${name} neither \`headers\` nor, for all accounts, \`login\`.`);
  const { raw, exchange } = await courier.sendRaw(requestOf(login, { variables }));
  const { answer, failure = 'nothing' } = raw;
  if (answer !== undefined && answer.status < 300) return { raw: { answer }, exchange, pointer: login.token };
  throw new Unavailable(`${name} could not log in: ${login.method ?? 'POST'} ${login.path ?? ''} ${answer === undefined ? `ended in ${failure}` : `answered ${answer.status}`} (${exchange.id}).`);
}

function fieldOfToken(courier: Courier, name: string, token: string): Fields[number] {
  courier.mask.add(token, `token of ${name}`);
  const [field = '', value = ''] = (courier.target.authorization ?? 'Authorization: Bearer {{token}}').split(/:\s*/, 2);
  return [field, value.replace('{{token}}', token)];
}

function cookieField(courier: Courier, name: string, { headers }: Answer): Fields {
  const cookies = fieldsOf(headers, 'set-cookie').map((cookie) => cookie.split(';')[0] ?? '');
  for (const cookie of cookies) courier.mask.add(cookie.slice(cookie.indexOf('=') + 1), `cookie of ${name}`);
  return cookies.length === 0 ? [] : [['Cookie', cookies.join('; ')]];
}

function tokenIn(headers: Readonly<Record<string, string>>): { readonly token?: string } {
  const bearer = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1].replace(/^Bearer /i, '');
  return bearer === undefined ? {} : { token: bearer };
}
