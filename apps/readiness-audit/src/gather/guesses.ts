import { randomBytes, randomUUID } from 'node:crypto';
import { type Exchange, jsonOf, type Request } from '../http/exchange.ts';
import { hasEntry } from './doors.ts';
import type { Lab } from './lab.ts';
import type { Patience } from './patience.ts';
import { valueAtPointer } from './pointers.ts';
import { requestOf } from './templates.ts';
import { Inapplicable, Unavailable } from './unavailable.ts';

const SECRET = /pass|secret|pwd|pin|key|token|otp|code/i;

/** The login, and a spare account at which it may fail. */
export interface Guessed {
  readonly account: string;
  /** `POST /login`. */
  readonly subject: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** @param which of several spare accounts: who guesses for long takes another one than who guesses a little. @throws Inapplicable where nothing logs in; Unavailable where there is no account to be spent */
export function guessedAccount(lab: Lab, which: 'first' | 'last'): Guessed {
  const { login, accounts = {} } = lab.target;
  const { operations } = lab.artifact('document');
  if (login === undefined && !hasEntry(operations)) throw new Inapplicable('Nothing logs in: neither the target file nor the document knows an operation for it.');
  if (login === undefined) throw new Unavailable('The target file does not say how to log in: add `login`.');
  const spare = Object.entries(accounts).filter(([, one]) => one.spare === true && one.variables !== undefined);
  const [name, account] = spare.at(which === 'first' ? 0 : -1) ?? [];
  if (name === undefined || account?.variables === undefined) throw new Unavailable('No account may be used up: mark one in `accounts` with `spare: true`.');
  if (!Object.keys(account.variables).some((variable) => SECRET.test(variable))) throw new Unavailable(`None of the variables of ${name} is called like a password, so that no wrong one can be sent.`);
  return { account: name, subject: `${login.method ?? 'POST'} ${login.path ?? login.operation ?? ''}`, variables: account.variables };
}

/** A password that nobody has, of the usual shape. */
export const wrongPassword = (): string => `Wrong-${randomBytes(9).toString('base64url')}-1`;

/** The same login with another password. */
export const withWrongPassword = (variables: Guessed['variables']): Guessed['variables'] => Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, SECRET.test(name) ? wrongPassword() : value]));

/** The same login by somebody who does not exist. */
export function withUnknownName(variables: Guessed['variables']): Guessed['variables'] {
  const nobody = `nobody-${randomBytes(6).toString('hex')}`;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, SECRET.test(name) ? value : value.includes('@') ? `${nobody}@${value.split('@')[1] ?? ''}` : nobody]));
}

/** Of whoever tries logins, in ms. */
export const WORTH_MS = 15_000;

const loginOf = (lab: Lab, variables: Guessed['variables']): Request => requestOf(lab.target.login ?? {}, { variables });

/** Logs in with what is right, in the next window where this one is used up. */
export const tryRightLogin = (lab: Lab, variables: Guessed['variables'], patience: Patience): Promise<Exchange> => patience.send(loginOf(lab, variables));

/** Tries a login. A 429 is an answer like others, unless all else is refused as well: that is for the rate of all that was sent, and says nothing of logins. */
export async function tryLogin(lab: Lab, variables: Guessed['variables'], patience: Patience): Promise<Exchange> {
  for (;;) {
    const tried = await lab.send(loginOf(lab, variables), { waits: false });
    if (tried.answer?.status !== 429) return tried;
    const elsewhere = await lab.send({ method: 'GET', path: `/${randomUUID()}` }, { waits: false });
    if (elsewhere.answer?.status !== 429 || !(await patience.outlast(elsewhere))) return tried;
  }
}

/** Whether an answer lets somebody in. */
export function isLetIn(lab: Lab, { answer }: Exchange): boolean {
  if (answer === undefined || answer.status >= 300) return false;
  const pointer = lab.target.login?.token;
  return pointer === undefined || typeof valueAtPointer(jsonOf(answer), pointer) === 'string';
}
