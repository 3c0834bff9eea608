import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { cookieOf, json, newAddress, newEmail, PASSWORD, People, type Person } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';

const DEMO_PASSWORD = 'a demo password for tests';
const ISSUER = 'https://plumbline.example';
const CSRF = { 'x-plumbline-csrf': '1' };

let service: Service;
let client: HttpClient;
let people: People;

beforeAll(async () => {
  service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1', PUBLIC_URL: ISSUER }, demoPassword: DEMO_PASSWORD });
  client = new HttpClient(service.url);
  people = new People(client);
}, 60_000);

afterAll(async () => {
  client.close();
  await service.stop();
});

const post = (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => client.send(json('POST', `/api/v1/${path}`, body, headers));
const me = (token: string) => client.send(json('GET', '/api/v1/users/me', undefined, { authorization: `Bearer ${token}` }));
const refresh = (cookie: string, headers: Readonly<Record<string, string>> = CSRF) => post('auth/refresh', undefined, { cookie, ...headers });
const problem = (answer: HttpAnswer) => [answer.status, (answer.json as { code?: string } | undefined)?.code];
const session = (token: string) => (JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as { sid: string }).sid;

describe('registration over HTTP', () => {
  it('has one answer, whether or not the address is known', async () => {
    const body = { email: newEmail(), password: PASSWORD, name: 'Ada', accountType: 'client' };
    const [first, second] = [await post('auth/register', body), await post('auth/register', { ...body, name: 'Eve' })];
    expect(first.status).toBe(202);
    const stable = ({ status, headers, text }: HttpAnswer) => ({ status, text, headers: Object.keys(headers).sort() });
    expect(stable(second)).toEqual(stable(first));
    expect(first.headers['set-cookie']).toBeUndefined();
  });

  it('takes a form, and no role beyond client and provider', async () => {
    const form = new URLSearchParams({ email: newEmail(), password: PASSWORD, name: 'Ada', accountType: 'provider' }).toString();
    expect((await client.send({ method: 'POST', path: '/api/v1/auth/register', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': newAddress() }, body: form })).status).toBe(202);
    const greedy = { email: newEmail(), password: PASSWORD, name: 'Ada', accountType: 'admin' };
    expect(problem(await post('auth/register', greedy))).toEqual([400, 'VALIDATION_FAILED']);
    expect(problem(await post('auth/register', { ...greedy, accountType: 'client', roles: ['admin'] }))).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('names the password in what is wrong with it', async () => {
    const answer = await post('auth/register', { email: newEmail(), password: 'password123', name: 'Ada', accountType: 'client' });
    expect(answer.json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/password', code: 'TOO_COMMON' }] });
  });
});

describe('a login over HTTP', () => {
  it('sets cookies that no script reads and no other site sends, and keeps tokens out of caches', async () => {
    const answer = await post('auth/login', { email: 'client@demo.test', password: DEMO_PASSWORD });
    expect(answer.json).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 600, user: { id: expect.any(String), email: 'client@demo.test', name: 'Dana Whitfield', roles: ['client'], state: 'active', createdAt: expect.any(String), version: expect.any(Number) } });
    expect(answer.headers['cache-control']).toBe('no-store');
    const [refreshCookie, deviceCookie] = answer.headers['set-cookie'] ?? [];
    expect(refreshCookie).toMatch(/^plumbline_refresh=[\w-]{86}; Path=\/api\/v1\/auth; Max-Age=(2592000|2591999); HttpOnly; SameSite=Strict; Secure$/);
    expect(deviceCookie).toMatch(/^plumbline_device=[\w.-]+; Path=\/api\/v1\/auth\/login; Max-Age=15552000; HttpOnly; SameSite=Strict; Secure$/);
  });

  it('has the same verdict for JSON, form and multipart', async () => {
    const credentials = { email: 'client@demo.test', password: DEMO_PASSWORD };
    const form = new URLSearchParams(credentials).toString();
    const multipart = Object.entries(credentials).map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('') + '--x--\r\n';
    const send = (type: string, body: string) => client.send({ method: 'POST', path: '/api/v1/auth/login', headers: { 'content-type': type, 'x-forwarded-for': newAddress() }, body });
    const types = [['application/json', JSON.stringify(credentials)], ['application/x-www-form-urlencoded', form], ['multipart/form-data; boundary=x', multipart]] as const;
    for (const [type, body] of types) expect((await send(type, body)).status).toBe(200);
    for (const [type, body] of types) expect(problem(await send(type, body.replace('client', 'nobody')))).toEqual([401, 'INVALID_CREDENTIALS']);
  });

  it('takes no form that another site sent', async () => {
    const send = (origin: string, type: string, body: string) => client.send({ method: 'POST', path: '/api/v1/auth/login', headers: { 'content-type': type, origin, 'x-forwarded-for': newAddress() }, body });
    const credentials = { email: 'client@demo.test', password: DEMO_PASSWORD };
    const form = new URLSearchParams(credentials).toString();
    for (const origin of ['https://evil.example', 'null']) expect(problem(await send(origin, 'application/x-www-form-urlencoded', form))).toEqual([403, 'FORBIDDEN']);
    expect((await send(ISSUER, 'application/x-www-form-urlencoded', form)).status).toBe(200);
  });

  it('answers a wrong password and an unknown address with the same bytes but for the request\'s id', async () => {
    const answers = await Promise.all(['client@demo.test', newEmail()].map((email) => post('auth/login', { email, password: 'a wrong guess' })));
    const [wrong, unknown] = answers.map(({ status, headers, json: body }) => ({ status, challenge: headers['www-authenticate'], cookies: headers['set-cookie'], body: { ...(body as object), requestId: '' } }));
    expect(unknown).toEqual(wrong);
    expect(wrong).toMatchObject({ status: 401, cookies: undefined, body: { code: 'INVALID_CREDENTIALS' } });
  });

  it('makes strangers wait, and not the owner\'s device', async () => {
    const owner = await people.register();
    const first = await post('auth/login', { email: owner.email, password: PASSWORD });
    const device = cookieOf(first, 'plumbline_device');
    const guesses = await Promise.all(Array.from({ length: 60 }, () => post('auth/login', { email: owner.email, password: 'a wrong guess' })));
    const refused = guesses.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(40);
    expect(refused[0]?.json).toMatchObject({ code: 'LOGIN_THROTTLED' });
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await post('auth/login', { email: owner.email, password: PASSWORD }, { cookie: device })).status).toBe(200);
    expect(problem(await post('auth/login', { email: owner.email, password: PASSWORD }))).toEqual([429, 'LOGIN_THROTTLED']);
  });
});

describe('the key set', () => {
  it('is public, cacheable and holds public keys only, with which others verify our tokens', async () => {
    const answer = await client.send({ method: 'GET', path: '/.well-known/jwks.json' });
    expect(answer.headers['cache-control']).toBe('public, max-age=300');
    expect(answer.json).toEqual({ keys: [{ kty: 'OKP', crv: 'Ed25519', x: expect.stringMatching(/^[\w-]{43}$/), kid: 't1', alg: 'EdDSA', use: 'sig' }] });
    const { token, userId } = await people.register();
    const { payload } = await jwtVerify(token, createLocalJWKSet(answer.json as JSONWebKeySet), { issuer: ISSUER, audience: 'plumbline', typ: 'at+jwt', algorithms: ['EdDSA'] });
    expect(payload).toMatchObject({ sub: userId, roles: ['client'] });
  });
});

describe('the refresh cookie', () => {
  it('is worth nothing without the header that a form cannot send, or from another origin', async () => {
    const { refreshCookie } = await people.register();
    expect(problem(await refresh(refreshCookie, {}))).toEqual([403, 'FORBIDDEN']);
    expect(problem(await refresh(refreshCookie, { ...CSRF, origin: 'https://evil.example' }))).toEqual([403, 'FORBIDDEN']);
    expect(problem(await post('auth/refresh', undefined, CSRF))).toEqual([401, 'UNAUTHENTICATED']);
    expect((await refresh(refreshCookie, { ...CSRF, origin: ISSUER })).status).toBe(200);
  });

  it('is rotated, also when fifty tabs ask at once', async () => {
    const { refreshCookie } = await people.register();
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refreshCookie)));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const next = new Set(answers.map((answer) => cookieOf(answer, 'plumbline_refresh')));
    expect(next.size).toBe(1);
    expect(next).not.toContain(refreshCookie);
    expect(answers[0]?.json).toEqual({ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 600 });
  });

  it('ends the session when it comes back after two rotations', async () => {
    const { refreshCookie, token } = await people.register();
    const second = cookieOf(await refresh(refreshCookie), 'plumbline_refresh');
    await refresh(second);
    expect(problem(await refresh(refreshCookie))).toEqual([401, 'REFRESH_REUSED']);
    expect(problem(await me(token))).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('is cleared by a logout, which needs no living session', async () => {
    const { refreshCookie, token } = await people.register();
    for (let twice = 0; twice < 2; twice += 1) {
      const answer = await post('auth/logout', undefined, { cookie: refreshCookie, ...CSRF });
      expect(answer.status).toBe(204);
      expect(answer.headers['set-cookie']).toEqual(['plumbline_refresh=; Path=/api/v1/auth; Max-Age=0; HttpOnly; SameSite=Strict; Secure']);
    }
    expect(problem(await me(token))).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('sessions over HTTP', () => {
  it('are listed with what the owner recognises, ended one by one or together', async () => {
    const here = await people.register();
    const there = await people.login(here.email);
    const { items } = (await people.as(here, 'GET', '/api/v1/auth/sessions')).json as { items: { id: string; current: boolean; client: string }[] };
    expect(items.map(({ id, current }) => [id, current])).toEqual([[session(there.token), false], [session(here.token), true]]);
    expect(items[0]?.client).toMatch(/^Unknown client, 10\.\d+\.\d+\.x$/);
    await people.as(here, 'DELETE', `/api/v1/auth/sessions/${session(there.token)}`);
    expect((await me(there.token)).status).toBe(401);
    const third = await people.login(here.email);
    await people.as(here, 'POST', '/api/v1/auth/logout-everywhere');
    for (const { token } of [here, third]) expect((await me(token)).status).toBe(401);
  });

  it('of others are not found', async () => {
    const [mine, theirs] = [await people.register(), await people.register()];
    const answer = await client.send(json('DELETE', `/api/v1/auth/sessions/${session(theirs.token)}`, undefined, { authorization: `Bearer ${mine.token}` }));
    expect(problem(answer)).toEqual([404, 'NOT_FOUND']);
    expect((await me(theirs.token)).status).toBe(200);
  });
});

describe('accounts over HTTP', () => {
  let admin: Person;

  beforeAll(async () => {
    admin = await people.steppedUp(await people.login('admin@demo.test', DEMO_PASSWORD));
  });

  it('are renamed under their ETag', async () => {
    const person = await people.register();
    const read = await people.as(person, 'GET', '/api/v1/users/me');
    const { etag = '' } = read.headers;
    const next = `"${Number(etag.slice(1, -1)) + 1}"`;
    const rename = (etag: string) => client.send(json('PATCH', '/api/v1/users/me', { name: 'Ada King' }, { authorization: `Bearer ${person.token}`, 'if-match': etag }));
    const renamed = await rename(etag);
    expect(renamed.json).toMatchObject({ name: 'Ada King' });
    expect(renamed.headers.etag).toBe(next);
    expect(problem(await rename(etag))).toEqual([412, 'VERSION_MISMATCH']);
    expect((await client.send(json('GET', '/api/v1/users/me', undefined, { authorization: `Bearer ${person.token}`, 'if-none-match': next }))).status).toBe(304);
  });

  it('are listed to admins alone, page by page', async () => {
    const person = await people.register('provider');
    expect(problem(await client.send(json('GET', '/api/v1/users', undefined, { authorization: `Bearer ${person.token}` })))).toEqual([403, 'FORBIDDEN']);
    const page = (await people.as(admin, 'GET', '/api/v1/users?role=provider&limit=1')).json as { items: { id: string }[]; nextCursor: string };
    expect(page.items).toEqual([expect.objectContaining({ id: person.userId, email: person.email, roles: ['provider'] })]);
    const next = (await people.as(admin, 'GET', `/api/v1/users?role=provider&limit=100&cursor=${page.nextCursor}`)).json as { items: { id: string; email: string }[] };
    expect(next.items.at(-1)?.email).toBe('provider@demo.test');
    expect(next.items.map(({ id }) => id)).not.toContain(person.userId);
    expect(problem(await client.send(json('GET', '/api/v1/users?cursor=bm90YWN1cnNvcg', undefined, { authorization: `Bearer ${admin.token}` })))).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('get other roles and lose them at once, on living tokens', async () => {
    const person = await people.register();
    const { headers } = await people.as(admin, 'GET', `/api/v1/users/${person.userId}`);
    const promoted = await people.as(admin, 'PUT', `/api/v1/users/${person.userId}/roles`, { roles: ['client', 'admin'] }, { 'if-match': headers.etag ?? '' });
    expect((await people.as(person, 'GET', '/api/v1/users?limit=1')).status).toBe(200);
    await people.as(admin, 'PUT', `/api/v1/users/${person.userId}/roles`, { roles: ['client'] }, { 'if-match': promoted.headers.etag ?? '' });
    expect(problem(await client.send(json('GET', '/api/v1/users', undefined, { authorization: `Bearer ${person.token}` })))).toEqual([403, 'FORBIDDEN']);
  });

  it('keep one admin, who cannot suspend themself', async () => {
    const { headers } = await people.as(admin, 'GET', '/api/v1/users/me');
    const drop = await client.send(json('PUT', `/api/v1/users/${admin.userId}/roles`, { roles: ['client'] }, { authorization: `Bearer ${admin.token}`, 'if-match': headers.etag ?? '' }));
    expect(problem(drop)).toEqual([409, 'LAST_ADMIN']);
    expect(problem(await post(`users/${admin.userId}/suspend`, undefined, { authorization: `Bearer ${admin.token}` }))).toEqual([409, 'OWN_ACCOUNT']);
  });

  it('are suspended with all their sessions, and restored', async () => {
    const person = await people.register();
    await people.as(admin, 'POST', `/api/v1/users/${person.userId}/suspend`);
    expect((await me(person.token)).status).toBe(401);
    expect(problem(await refresh(person.refreshCookie))).toEqual([401, 'UNAUTHENTICATED']);
    expect(problem(await post('auth/login', { email: person.email, password: PASSWORD }))).toEqual([403, 'ACCOUNT_SUSPENDED']);
    expect(problem(await post(`users/${person.userId}/suspend`, undefined, { authorization: `Bearer ${admin.token}` }))).toEqual([409, 'STATE_CONFLICT']);
    await people.as(admin, 'POST', `/api/v1/users/${person.userId}/restore`);
    expect((await people.login(person.email)).userId).toBe(person.userId);
  });
});

describe('the log', () => {
  it('has neither addresses, passwords nor tokens', async () => {
    const { email, token, refreshCookie } = await people.register();
    await refresh(refreshCookie);
    const written = JSON.stringify(service.output());
    for (const secret of [email, PASSWORD, token, refreshCookie.split('=')[1] as string]) expect(written).not.toContain(secret);
  });
});
