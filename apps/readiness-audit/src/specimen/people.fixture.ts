import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isOver, openSession, sessions as sessionsWith } from './sessions.fixture.ts';
import { collection, type Feature, type Person, Refusal, type Route, type State } from './route.fixture.ts';

export const KEY = 'the specimen signs with this and with nothing else';
const AUDIENCE = 'specimen';
const TOKEN_LIVES_S = 900;
export const PASSWORD = 'correct horse battery staple';

/** Everybody who can log in, all with the same password. */
export const PEOPLE: readonly Person[] = [
  { email: 'client@specimen.test', role: 'client' },
  { email: 'other@specimen.test', role: 'client' },
  { email: 'spare@specimen.test', role: 'client' },
  { email: 'admin@specimen.test', role: 'admin' },
];

interface Claims {
  readonly sub: string;
  readonly aud: string;
  readonly exp: number;
  readonly jti: string;
  readonly sid?: string;
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signature = (text: string): string => createHmac('sha256', KEY).update(text).digest('base64url');
const wrong = (): Refusal => new Refusal(401, 'UNAUTHORIZED', 'Log in first.', { 'WWW-Authenticate': 'Bearer' });

function issue(email: string, sid?: string): string {
  const text = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64({ sub: email, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + TOKEN_LIVES_S, jti: randomUUID(), ...(sid === undefined ? {} : { sid }) } satisfies Claims)}`;
  return `${text}.${signature(text)}`;
}

function claimsOf(token: string, has: State['has']): Claims {
  const [head = '', body = '', sign = ''] = token.split('.');
  try {
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { readonly alg: string };
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
    const isSigned = (has('jwt-none') && alg === 'none') || (alg === 'HS256' && sign.length === signature('').length && timingSafeEqual(Buffer.from(sign), Buffer.from(signature(`${head}.${body}`))));
    if (isSigned && claims.aud === AUDIENCE && (claims.exp > Date.now() / 1000 || has('jwt-expired'))) return claims;
  } catch {
    // Not one of ours.
  }
  throw wrong();
}

/** Who is asking, and in which session. @throws Refusal */
export function guard({ headers }: IncomingMessage, { id, roles }: Route, state: State): { readonly who: Person; readonly session?: string } | undefined {
  const { has } = state;
  if (has('open-route') && id === 'things.get') return undefined;
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw wrong();
  const { sub, sid } = claimsOf(token, has);
  const person = PEOPLE.find(({ email }) => email === sub);
  if (person === undefined || isOver(state, sid ?? '')) throw wrong();
  if (roles !== undefined && !roles.includes(person.role) && !has('bfla')) throw new Refusal(403, 'FORBIDDEN', 'This is not for you.');
  return { who: person, ...(sid === undefined ? {} : { session: sid }) };
}

const text = { type: 'string', minLength: 1, maxLength: 200 };
const token = { type: 'object', required: ['token'], properties: { token: { type: 'string' } } };

/** What MongoDB would make of it: whatever is other than that. */
const isOperator = (value: unknown, has: State['has']): boolean => typeof value === 'object' && value !== null && (has('object-password') || (has('nosql') && '$ne' in value));

/** Wrong passwords of one account until it is left alone for a while. */
const MOST_WRONG = 30;

function assertPassword(state: State, person: Person | undefined, password: unknown): asserts person is Person {
  const wrongOnes = collection<number>(state, 'wrong passwords');
  const count = wrongOnes.get(person?.email ?? '') ?? 0;
  if (person !== undefined && count >= MOST_WRONG && !state.has('brute-force')) throw new Refusal(429, 'TOO_MANY_LOGINS', 'Try again later.', { 'Retry-After': '900' });
  if (person !== undefined && (password === PASSWORD || isOperator(password, state.has))) return;
  wrongOnes.set(person?.email ?? '', count + 1);
  throw new Refusal(401, 'WRONG_LOGIN', 'Name or password is wrong.');
}

/** Only where a scene asks for it: what refreshes and what ends a session. */
export const sessions = sessionsWith(issue);

export const login: Feature = {
  feature: 'login',
  routes: (state) => [{
    id: 'people.login', method: 'POST', path: '/login', isPublic: true,
    body: { required: ['email', 'password'], properties: { email: text, password: text } },
    answer: { status: 200, schema: token },
    refusals: [401],
    handle: ({ body }) => {
      const person = PEOPLE.find(({ email }) => email === body['email']);
      if (person === undefined && state.has('enumerate')) throw new Refusal(404, 'NOBODY', 'Nobody of this name is known.');
      assertPassword(state, person, body['password']);
      if (state.lacks('sessions')) return { status: 200, json: { token: issue(person.email) } };
      const { id, refreshToken } = openSession(state, person.email);
      return { status: 200, json: { token: issue(person.email, id), refreshToken } };
    },
  }],
};

export const people: Feature = {
  feature: 'people',
  routes: (state) => [
    { id: 'people.me', method: 'GET', path: '/me', answer: { status: 200, schema: { type: 'object', required: ['email', 'role'], properties: { email: { type: 'string' }, role: { type: 'string' } } } }, handle: ({ who }) => ({ status: state.has('status') ? 203 : 200, ...(state.has('content-type') ? { type: 'text/html' } : {}), json: who }) },
    { id: 'people.list', method: 'GET', path: '/admin/people', roles: ['admin'], answer: { status: 200, schema: { type: 'object', required: ['items'], properties: { items: { type: 'array', items: { type: 'object' } } } } }, handle: () => ({ status: 200, json: { items: [...PEOPLE, ...collection<Person>(state, 'people').values()] } }) },
  ],
};
