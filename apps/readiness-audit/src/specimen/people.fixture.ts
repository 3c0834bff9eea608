import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { collection, type Feature, type Person, Refusal, type Route, type State } from './route.fixture.ts';

const KEY = 'the specimen signs with this and with nothing else';
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
}

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signature = (text: string): string => createHmac('sha256', KEY).update(text).digest('base64url');
const wrong = (): Refusal => new Refusal(401, 'UNAUTHORIZED', 'Log in first.', { 'WWW-Authenticate': 'Bearer' });

function issue(email: string): string {
  const text = `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64({ sub: email, aud: AUDIENCE, exp: Math.floor(Date.now() / 1000) + TOKEN_LIVES_S, jti: randomUUID() } satisfies Claims)}`;
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

/** Who is asking. @throws Refusal */
export function guard({ headers }: IncomingMessage, { id, roles }: Route, has: State['has']): Person | undefined {
  if (has('open-route') && id === 'things.get') return undefined;
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) throw wrong();
  const { sub } = claimsOf(token, has);
  const person = PEOPLE.find(({ email }) => email === sub);
  if (person === undefined) throw wrong();
  if (roles !== undefined && !roles.includes(person.role) && !has('bfla')) throw new Refusal(403, 'FORBIDDEN', 'This is not for you.');
  return person;
}

const text = { type: 'string', minLength: 1, maxLength: 200 };
const token = { type: 'object', required: ['token'], properties: { token: { type: 'string' } } };

/** What MongoDB would make of it: whatever is other than that. */
const isOperator = (value: unknown, has: State['has']): boolean => has('nosql') && typeof value === 'object' && value !== null && '$ne' in value;

export const login: Feature = {
  feature: 'login',
  routes: ({ has }) => [{
    id: 'people.login', method: 'POST', path: '/login', isPublic: true,
    body: { required: ['email', 'password'], properties: { email: text, password: text } },
    answer: { status: 200, schema: token },
    refusals: [401],
    handle: ({ body }) => {
      const person = PEOPLE.find(({ email }) => email === body['email']);
      if (person === undefined && has('enumerate')) throw new Refusal(404, 'NOBODY', 'Nobody of this name is known.');
      if (person === undefined || (body['password'] !== PASSWORD && !isOperator(body['password'], has))) throw new Refusal(401, 'WRONG_LOGIN', 'Name or password is wrong.');
      return { status: 200, json: { token: issue(person.email) } };
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
