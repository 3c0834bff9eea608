import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mongo } from 'mongoose';
import { SignatureRing } from '@plumbline/signatures';
import { generateSync } from 'otplib';
import { RedisServer } from '../../libs/common/src/redis/redis-server.fixture.js';
import { eventually } from '../fixtures/eventually.js';
import { type HttpAnswer, HttpClient } from '../fixtures/http-client.js';
import { json, People, type Person, succeeded } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';
import { storeVerified } from '../fixtures/verifications.js';
import { UPLOAD_TYPE, uploadForm } from '../fixtures/upload-form.js';

const DEMO_PASSWORD = 'a demo password for tests';
const CERTIFICATE_TYPE = 'plumbline-certificate+jws';

interface Certificate {
  readonly id: string;
  readonly number: string;
  readonly jws: string;
}

/** Shares what a guesser has used up; without it each process counts for itself. */
let redis: RedisServer;
let services: Service[];
/** One for each process. */
let clients: readonly [HttpClient, HttpClient];
let people: People;
let owner: Person;
let businessId: string;
let database: mongo.MongoClient;

const at = (place: number): HttpClient => clients[place % 2] as HttpClient;
const send = (through: HttpClient, who: Person, method: string, path: string, body?: unknown): Promise<HttpAnswer> => through.send(json(method, `/api/v1/${path}`, body, { authorization: `Bearer ${who.token}` }));
/** The same request again and again, at once, to both processes by turns. */
const atOnce = (times: number, who: Person, method: string, path: string, body?: unknown): Promise<HttpAnswer[]> => Promise.all(Array.from({ length: times }, (_, place) => send(at(place), who, method, path, body)));
const codes = (answers: readonly HttpAnswer[]): readonly string[] => answers.map(({ status, json: body }) => `${status} ${(body as { code?: string } | undefined)?.code ?? ''}`.trim()).sort();

beforeAll(async () => {
  redis = await RedisServer.start();
  const first = await startService({ env: { TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_FACTOR: '1000', REDIS_URL: redis.url }, demoPassword: DEMO_PASSWORD });
  services = [first, await startService({ env: first.env, migrate: false })];
  clients = services.map(({ url }) => new HttpClient(url)) as unknown as [HttpClient, HttpClient];
  database = await new mongo.MongoClient(first.mongodbUri).connect();
  people = new People(clients[0]);
  owner = await people.register();
  businessId = ((await people.as(owner, 'POST', '/api/v1/businesses', { legalName: 'Tidewater Joinery LLC', address: { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro' })).json as { id: string }).id;
}, 60_000);

afterAll(async () => {
  for (const client of clients) client.close();
  await Promise.all(services.map((service) => service.stop()));
  await database.db().dropDatabase();
  await database.close();
  await redis.kill();
});

describe('a second factor, in two processes', () => {
  let person: Person;
  let secret: string;
  let recoveryCodes: string[];

  beforeAll(async () => {
    person = await people.register();
    ({ secret } = succeeded(await send(at(0), person, 'POST', 'auth/second-factor', { password: person.password }), 'enrolment').json as { secret: string });
    ({ recoveryCodes } = succeeded(await send(at(0), person, 'POST', 'auth/second-factor/confirm', { code: generateSync({ secret }) }), 'confirmation').json as { recoveryCodes: string[] });
  });

  it('takes a recovery code once, however often it comes at once', async () => {
    const answers = await atOnce(4, person, 'POST', 'auth/step-up', { recoveryCode: recoveryCodes.pop() });
    expect(codes(answers)).toEqual(['200', '403 SECOND_FACTOR_REFUSED', '403 SECOND_FACTOR_REFUSED', '403 SECOND_FACTOR_REFUSED']);
  });

  it('takes no code that was used before, and makes a guesser wait in both', async () => {
    const answers = [await send(at(1), person, 'POST', 'auth/step-up', { code: generateSync({ secret }) })];
    for (let guess = 0; guess < 8; guess += 1) answers.push(await send(at(guess), person, 'POST', 'auth/step-up', { code: String(randomBytes(4).readUInt32BE() % 1_000_000).padStart(6, '0') }));
    expect(codes(answers.slice(0, 1))).toEqual(['403 SECOND_FACTOR_REFUSED']);
    expect(codes(answers.slice(-2))).toEqual(['429 SECOND_FACTOR_THROTTLED', '429 SECOND_FACTOR_THROTTLED']);
    // Also who has a right one.
    for (const client of clients) expect(codes([await send(client, person, 'POST', 'auth/step-up', { recoveryCode: recoveryCodes[0] })])).toEqual(['429 SECOND_FACTOR_THROTTLED']);
  });
});

describe('two reviewers, in two processes', () => {
  let reviewers: readonly [Person, Person];
  let review: string;
  let evidenceId: string;

  beforeAll(async () => {
    const admin = await people.steppedUp(await people.login('admin@demo.test', DEMO_PASSWORD));
    const second = await people.register();
    const { headers } = await people.as(admin, 'GET', `/api/v1/users/${second.userId}`);
    await people.as(admin, 'PUT', `/api/v1/users/${second.userId}/roles`, { roles: ['navigator'] }, { 'if-match': headers.etag ?? '' });
    reviewers = [await people.login('navigator@demo.test', DEMO_PASSWORD), await people.login(second.email)];
    const { id } = (await people.as(owner, 'POST', '/api/v1/assessments', { businessId })).json as { id: string };
    const { areas } = (await at(0).send({ method: 'GET', path: '/api/v1/assessments/catalogue' })).json as { areas: { statements: { id: string; tier: number }[] }[] };
    const responses = areas.flatMap(({ statements }) => statements.filter(({ tier }) => tier === 1).map((statement) => ({ statementId: statement.id, answer: 'yes' })));
    await people.as(owner, 'PUT', `/api/v1/assessments/${id}/responses`, { tier: 1, responses }, { 'if-match': '"1"' });
    const body = uploadForm('LEG-2-01', { name: 'policy.txt', content: Buffer.from('A policy.') });
    evidenceId = (succeeded(await at(0).send({ method: 'POST', path: `/api/v1/assessments/${id}/evidence`, headers: { ...json('POST', '').headers, authorization: `Bearer ${owner.token}`, 'content-type': UPLOAD_TYPE }, body }), 'upload').json as { id: string }).id;
    await people.as(owner, 'POST', `/api/v1/assessments/${id}/submit`);
    review = `reviews/${id}`;
  }, 30_000);

  it('who claim one assessment at once: one has it, the other is told so', async () => {
    const answers = await Promise.all(reviewers.flatMap((reviewer, place) => [send(at(place), reviewer, 'POST', `${review}/claim`)]));
    expect(codes(answers)).toEqual(['200', '409 REVIEW_HELD']);
    const holder = answers[0]?.status === 200 ? 0 : 1;
    const [mine, other] = [reviewers[holder], reviewers[1 - holder]] as [Person, Person];
    const decide = (who: Person, place: number) => send(at(place), who, 'POST', `${review}/evidence/${evidenceId}/decision`, { decision: 'accept' });
    expect(codes([await decide(other, 0)])).toEqual(['409 REVIEW_NOT_HELD']);
    expect((await decide(mine, 1)).status).toBe(200);
    // A claim that was let lie: its end is moved to the past, as half an hour would.
    await database.db().collection('assessments').updateOne({ 'review.by': mine.userId }, { $set: { 'review.until': new Date(Date.now() - 1) } });
    expect((await send(at(0), other, 'POST', `${review}/claim`)).status).toBe(200);
    expect(codes([await decide(mine, 0), await send(at(1), mine, 'POST', `${review}/verify`)])).toEqual(['409 REVIEW_NOT_HELD', '409 REVIEW_NOT_HELD']);
    // Twice at once by its holder, through both processes: one event, one verification.
    expect(codes(await atOnce(2, other, 'POST', `${review}/verify`))).toEqual(['200', expect.stringMatching(/^409 (?:STATE_CONFLICT|REVIEW_NOT_HELD)$/)]);
  });
});

describe('a certificate, checked over HTTP', () => {
  let certificate: Certificate;
  const verdict = async (jws: string, through = at(0)): Promise<string> => (succeeded(await through.send(json('POST', '/api/v1/certificates/check', { jws })), 'check').json as { verdict: string }).verdict;
  const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const ringOf = (variable: string): SignatureRing => new SignatureRing(variable.split(',').map((pair) => ({ id: pair.slice(0, pair.indexOf(':')), bytes: Buffer.from(pair.slice(pair.indexOf(':') + 1), 'base64') })));

  beforeAll(async () => {
    await storeVerified(services[0]?.mongodbUri as string, businessId);
    await eventually(async () => {
      const { items } = (await people.as(owner, 'GET', `/api/v1/certificates?businessId=${businessId}`)).json as { items: Certificate[] };
      certificate = items[0] as Certificate;
      return items.length > 0;
    }, 20_000);
  }, 30_000);

  it('is told from what somebody made of it', async () => {
    const [head, body, signature] = certificate.jws.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const keys = services[0]?.env['CERTIFICATE_SIGNING_KEYS'] as string;
    const foreign = `c9:${randomBytes(32).toString('base64')}`;
    const texts: readonly (readonly [string, string])[] = [
      [certificate.jws, 'valid'],
      [[head, encoded({ ...claims, verifiedFloor: 99 }), signature].join('.'), 'changed'],
      [`${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`, 'changed'],
      [[encoded({ alg: 'none', typ: CERTIFICATE_TYPE, kid: 'c1' }), body, signature].join('.'), 'wrong_algorithm'],
      [[encoded({ alg: 'none', typ: CERTIFICATE_TYPE }), body, ''].join('.'), 'unreadable'],
      [ringOf(foreign).sign(CERTIFICATE_TYPE, claims), 'unknown_key'],
      [ringOf(keys).sign('at+jwt', claims), 'not_a_certificate'],
      [ringOf(keys).sign(CERTIFICATE_TYPE, { ...claims, jti: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90' }), 'not_ours'],
    ];
    for (const [text, expected] of texts) expect(await verdict(text)).toBe(expected);
  });

  it('stays good when its key is followed by another, and when only the public half is left', async () => {
    const old = services[0]?.env['CERTIFICATE_SIGNING_KEYS'] as string;
    const next = `c2:${randomBytes(32).toString('base64')}`;
    const publicHalf = ((await at(0).send({ method: 'GET', path: '/.well-known/certificate-keys.json' })).json as { keys: { kid: string; x: string }[] }).keys[0] as { kid: string; x: string };
    const retired = `${publicHalf.kid}:${Buffer.from(publicHalf.x, 'base64url').toString('base64')}`;
    for (const env of [{ CERTIFICATE_SIGNING_KEYS: `${next},${old}` }, { CERTIFICATE_SIGNING_KEYS: next, CERTIFICATE_RETIRED_KEYS: retired }]) {
      const service = await startService({ env: { ...(services[0] as Service).env, ROLE: 'api', ...env }, migrate: false });
      const client = new HttpClient(service.url);
      expect(await verdict(certificate.jws, client)).toBe('valid');
      client.close();
      await service.stop();
    }
  }, 60_000);

  it('that has expired, or was revoked, says so in both processes', async () => {
    const status = async (through: HttpClient): Promise<string> => ((await through.send(json('GET', `/api/v1/certificates/${certificate.number}/check`))).json as { status: string }).status;
    const admin = await people.steppedUp(await people.login('admin@demo.test', DEMO_PASSWORD));
    const stored = database.db().collection<{ _id: string }>('certificates');
    const { expiresAt } = (await stored.findOne({ _id: certificate.id })) as unknown as { expiresAt: Date };
    await stored.updateOne({ _id: certificate.id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    for (const client of clients) await eventually(async () => expect([await verdict(certificate.jws, client), await status(client)]).toEqual(['expired', 'expired']));
    await stored.updateOne({ _id: certificate.id }, { $set: { expiresAt } });
    await people.as(admin, 'POST', `/api/v1/certificates/${certificate.id}/revoke`, { reason: 'It was issued by mistake.' });
    for (const client of clients) await eventually(async () => expect([await verdict(certificate.jws, client), await status(client)]).toEqual(['revoked', 'revoked']));
  });
});
