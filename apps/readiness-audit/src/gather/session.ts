import { type Answer, type Exchange, type Fields, fieldsOf, jsonOf } from '../http/exchange.ts';
import type { Account } from '../target/target-file.ts';
import { valueAtPointer } from './pointers.ts';
import { requestOf } from './templates.ts';
import { Unavailable } from './unavailable.ts';
import type { Lab } from './lab.ts';

/** Somebody who is logged in. */
export interface Session {
  readonly account: string;
  readonly role: string;
  /** Fields that say who is asking; never written down. */
  readonly credentials: Fields;
  /** The bare token, for checks that look into it. */
  readonly token?: string;
  readonly isSpare: boolean;
}

/** What is kept of a session. */
export interface SessionKept extends Pick<Session, 'account' | 'role' | 'isSpare'> {
  /** Id of the exchange in which it logged in; none where the target file gives its credentials. */
  readonly exchange?: string;
  readonly problem?: string;
  /** `Set-Cookie` fields of the login, without their secrets. */
  readonly cookies?: readonly string[];
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
export async function logIn(lab: Lab, name: string, account: Account): Promise<LogInDone> {
  const about = { account: name, role: account.role, isSpare: account.spare === true };
  for (const [variable, value] of Object.entries(account.variables ?? {})) if (/pass|secret|key|token/i.test(variable)) lab.mask.add(value, `${variable} of ${name}`);
  if (account.headers !== undefined) {
    const credentials = Object.entries(account.headers);
    for (const [field, value] of credentials) lab.mask.add(value.replace(/^\w+ /, ''), `${field} of ${name}`);
    return { session: { ...about, credentials, ...tokenIn(account.headers) } };
  }
  const { raw, exchange, pointer } = await sendLogin(lab, name, account);
  const token = pointer === undefined ? undefined : valueAtPointer(jsonOf(raw.answer), pointer);
  if (pointer !== undefined && typeof token !== 'string') throw new Unavailable(`${name} logged in, but there is no text at ${pointer} of the answer (${exchange.id}): correct \`login.token\`.`);
  const credentials = [...(typeof token === 'string' ? [fieldOfToken(lab, name, token)] : []), ...cookieField(lab, name, raw.answer)];
  if (credentials.length === 0) throw new Unavailable(`${name} logged in, but got neither a token nor a cookie (${exchange.id}): say in \`login.token\` where the token stands.`);
  return { session: { ...about, credentials, ...(typeof token === 'string' ? { token } : {}) }, exchange, answer: raw.answer };
}

interface LoggedIn {
  readonly raw: { readonly answer: Answer };
  readonly exchange: Exchange;
  readonly pointer: string | undefined;
}

async function sendLogin(lab: Lab, name: string, { variables = {} }: Account): Promise<LoggedIn> {
  const { login } = lab.target;
  if (login === undefined) throw new Unavailable(`The target file says of ${name} neither \`headers\` nor, for all accounts, \`login\`.`);
  const { raw, exchange } = await lab.sendRaw(requestOf(login, { variables }));
  const { answer, failure = 'nothing' } = raw;
  if (answer !== undefined && answer.status < 300) return { raw: { answer }, exchange, pointer: login.token };
  throw new Unavailable(`${name} could not log in: ${login.method ?? 'POST'} ${login.path ?? ''} ${answer === undefined ? `ended in ${failure}` : `answered ${answer.status}`} (${exchange.id}).`);
}

function fieldOfToken(lab: Lab, name: string, token: string): Fields[number] {
  lab.mask.add(token, `token of ${name}`);
  const [field = '', value = ''] = (lab.target.authorization ?? 'Authorization: Bearer {{token}}').split(/:\s*/, 2);
  return [field, value.replace('{{token}}', token)];
}

function cookieField(lab: Lab, name: string, { headers }: Answer): Fields {
  const cookies = fieldsOf(headers, 'set-cookie').map((cookie) => cookie.split(';')[0] ?? '');
  for (const cookie of cookies) lab.mask.add(cookie.slice(cookie.indexOf('=') + 1), `cookie of ${name}`);
  return cookies.length === 0 ? [] : [['Cookie', cookies.join('; ')]];
}

function tokenIn(headers: Readonly<Record<string, string>>): { readonly token?: string } {
  const bearer = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1].replace(/^Bearer /i, '');
  return bearer === undefined ? {} : { token: bearer };
}
