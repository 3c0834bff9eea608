import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSync } from 'otplib';
import { eventually } from '../fixtures/eventually.js';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { cookieOf, json, PASSWORD, People, type Person } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';

const DEMO_PASSWORD = 'a demo password for tests';

let service: Service;
let other: Service;
let client: HttpClient;
let otherClient: HttpClient;
let people: People;

beforeAll(async () => {
  service = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1' }, demoPassword: DEMO_PASSWORD });
  other = await startService({ env: service.env, migrate: false });
  client = new HttpClient(service.url);
  otherClient = new HttpClient(other.url);
  people = new People(client);
}, 60_000);

afterAll(async () => {
  client.close();
  otherClient.close();
  await Promise.all([service.stop(), other.stop()]);
});

const send = (token: string, method: string, path: string, body?: unknown, through = client) => through.send(json(method, `/api/v1/${path}`, body, { authorization: `Bearer ${token}` }));
const problem = (answer: HttpAnswer) => [answer.status, (answer.json as { code?: string } | undefined)?.code];
const inADay = () => new Date(Date.now() + 86_400_000).toISOString();

async function apiKeyOf(person: Person, scopes: readonly string[]): Promise<{ readonly id: string; readonly key: string }> {
  await people.steppedUp(person);
  const answer = await send(person.token, 'POST', 'auth/api-keys', { name: 'Nightly export', scopes, expiresAt: inADay() });
  expect([answer.status, answer.headers['cache-control']]).toEqual([201, 'no-store']);
  return answer.json as { id: string; key: string };
}

describe('a second factor over HTTP', () => {
  it('is enrolled, asked for at the login, and shown', async () => {
    const person = await people.register();
    const enrolment = await send(person.token, 'POST', 'auth/second-factor', { password: PASSWORD });
    const { secret, uri, qrCode } = enrolment.json as { secret: string; uri: string; qrCode: string };
    expect(enrolment.headers['cache-control']).toBe('no-store');
    expect([new URL(uri).searchParams.get('secret'), qrCode.slice(0, 4)]).toEqual([secret, '<svg']);
    const confirmed = await send(person.token, 'POST', 'auth/second-factor/confirm', { code: generateSync({ secret }) });
    const [recoveryCode = ''] = (confirmed.json as { recoveryCodes: string[] }).recoveryCodes;
    expect((await send(person.token, 'GET', 'auth/second-factor')).json).toEqual({ state: 'active', enrolledAt: expect.any(String), recoveryCodesLeft: 10 });

    const asked = await client.send(json('POST', '/api/v1/auth/login', { email: person.email, password: PASSWORD }));
    expect([asked.status, asked.json, asked.headers['set-cookie']]).toEqual([200, { secondFactorRequired: true, ticket: expect.stringMatching(/^[\w-]{43}$/), expiresIn: 300 }, undefined]);
    const { ticket } = asked.json as { ticket: string };
    const used = await client.send(json('POST', '/api/v1/auth/login/second-factor', { ticket, code: generateSync({ secret }) }));
    expect(problem(used)).toEqual([403, 'SECOND_FACTOR_REFUSED']);
    const done = await client.send(json('POST', '/api/v1/auth/login/second-factor', { ticket, recoveryCode }));
    expect(done.json).toMatchObject({ accessToken: expect.any(String), tokenType: 'Bearer', user: { email: person.email } });
    expect(cookieOf(done, 'plumbline_refresh')).toBeDefined();
    expect(problem(await client.send(json('POST', '/api/v1/auth/login/second-factor', { ticket, recoveryCode })))).toEqual([401, 'LOGIN_EXPIRED']);
  });

  it.each([[{}], [{ code: '123456', recoveryCode: '7Q2M-K9XD-0TRW-H4VB' }]])('is one thing: %j is none', async (shown) => {
    const person = await people.register();
    expect((await send(person.token, 'POST', 'auth/step-up', shown)).json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/code' }] });
  });

  it('makes a guesser wait, right codes included', async () => {
    const person = await people.register();
    await people.steppedUp(person);
    for (let guess = 0; guess < 5; guess += 1) expect(problem(await send(person.token, 'POST', 'auth/step-up', { recoveryCode: '0000-0000-0000-0000' }))).toEqual([403, 'SECOND_FACTOR_REFUSED']);
    const refused = await send(person.token, 'POST', 'auth/step-up', people.secondFactors.proofFor(person.email));
    expect(problem(refused)).toEqual([429, 'SECOND_FACTOR_THROTTLED']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  });

  it('is asked for by what is marked, told how, and counts in every process at once', async () => {
    const person = await people.register();
    const make = (through = client) => send(person.token, 'POST', 'auth/api-keys', { name: 'Nightly export', scopes: ['assessments:read'], expiresAt: inADay() }, through);
    const refused = await make();
    expect(refused.json).toMatchObject({ code: 'STEP_UP_REQUIRED', methods: ['totp', 'recovery-code'], enrolled: false });
    expect(refused.headers['www-authenticate']).toContain('error="insufficient_user_authentication"');
    await make(otherClient);
    await people.steppedUp(person);
    expect((await make()).status).toBe(201);
    await eventually(async () => expect((await make(otherClient)).status).toBe(201));
    await people.as(person, 'DELETE', '/api/v1/auth/second-factor');
    expect((await make()).json).toMatchObject({ code: 'STEP_UP_REQUIRED', enrolled: false });
  });

  it('takes no Idempotency-Key where the answer holds a fresh secret', async () => {
    const person = await people.steppedUp(await people.register());
    const renew = () => client.send(json('POST', '/api/v1/auth/second-factor/recovery-codes', undefined, { authorization: `Bearer ${person.token}`, 'idempotency-key': 'the same key twice' }));
    const [first, second] = [await renew(), await renew()];
    expect(second.headers['idempotency-replayed']).toBeUndefined();
    expect(second.json).not.toEqual(first.json);
  });
});

describe('an API key over HTTP', () => {
  it('opens what its scopes name and nothing else, as its owner', async () => {
    const person = await people.register();
    const { key } = await apiKeyOf(person, ['businesses:read', 'assessments:write']);
    expect((await send(key, 'GET', 'businesses')).status).toBe(200);
    const lacking = await send(key, 'POST', 'businesses', {});
    expect([problem(lacking), (lacking.json as { detail: string }).detail]).toEqual([[403, 'FORBIDDEN'], 'The API key lacks the scope `businesses:write`.']);
    for (const [method, path] of [['GET', 'users/me'], ['POST', 'auth/api-keys'], ['GET', 'auth/sessions'], ['DELETE', 'auth/second-factor'], ['POST', 'auth/logout-everywhere']] as const) expect(problem(await send(key, method, path))).toEqual([403, 'FORBIDDEN']);
    expect(problem(await send(key, 'POST', 'auth/refresh'))).toEqual([403, 'FORBIDDEN']);
  });

  it('is dead in every process once it is revoked, and listed by its prefix before', async () => {
    const person = await people.register();
    const { id, key } = await apiKeyOf(person, ['businesses:read']);
    for (const through of [client, otherClient]) expect((await send(key, 'GET', 'businesses', undefined, through)).status).toBe(200);
    const listed = await send(person.token, 'GET', 'auth/api-keys');
    expect(listed.json).toEqual({ items: [expect.objectContaining({ id, prefix: key.slice(0, 12), name: 'Nightly export', expired: false })] });
    expect(listed.text).not.toContain(key.slice(13));
    await people.as(person, 'DELETE', `/api/v1/auth/api-keys/${id}`);
    expect(problem(await send(key, 'GET', 'businesses'))).toEqual([401, 'UNAUTHENTICATED']);
    await eventually(async () => expect(problem(await send(key, 'GET', 'businesses', undefined, otherClient))).toEqual([401, 'UNAUTHENTICATED']));
  });

  it('is dead while its owner is suspended', async () => {
    const admin = await people.login('admin@demo.test', DEMO_PASSWORD);
    const person = await people.register();
    const { key } = await apiKeyOf(person, ['businesses:read']);
    await people.as(admin, 'POST', `/api/v1/users/${person.userId}/suspend`);
    expect(problem(await send(key, 'GET', 'businesses'))).toEqual([401, 'UNAUTHENTICATED']);
    await people.as(admin, 'POST', `/api/v1/users/${person.userId}/restore`);
    expect((await send(key, 'GET', 'businesses')).status).toBe(200);
  });

  it('is in the log by its id alone', async () => {
    const { id, key } = await apiKeyOf(await people.register(), ['businesses:read']);
    await send(key, 'GET', 'businesses');
    await eventually(() => service.logLines().some((line) => line['apiKeyId'] === id));
    expect(service.output().stdout).not.toContain(key.slice(13));
  });

  it.each(['plb_', 'plb_abcdefgh', `plb_abcdefgh_${'A'.repeat(43)}`, `plb_abcdefgh_${'A'.repeat(3_000)}`])('that is none is refused: %s', async (key) => {
    expect(problem(await send(key, 'GET', 'businesses'))).toEqual([401, 'UNAUTHENTICATED']);
  });
});
