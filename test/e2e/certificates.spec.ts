import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisServer } from '../../libs/common/src/redis/redis-server.fixture.js';
import { eventually, fastest } from '../fixtures/eventually.js';
import { HttpClient } from '../fixtures/http-client.js';
import { json, People, type Person, succeeded } from '../fixtures/people.js';
import { type Service, startService } from '../fixtures/service.js';
import { storeVerified } from '../fixtures/verifications.js';

const DEMO_PASSWORD = 'a demo password for tests';

interface Certificate {
  readonly id: string;
  readonly number: string;
  readonly assessmentId: string;
  readonly status: string;
  readonly jws: string;
}

let redis: RedisServer;
let service: Service;
/** Another process on the same database and Redis. */
let other: Service;
let people: People;
let client: HttpClient;
let otherClient: HttpClient;
let owner: Person;
let businessId: string;

beforeAll(async () => {
  redis = await RedisServer.start();
  const env = { RATE_LIMIT_FACTOR: '1000', TRUSTED_PROXIES: '127.0.0.1', REDIS_URL: redis.url };
  service = await startService({ env, demoPassword: DEMO_PASSWORD });
  other = await startService({ env: { ...service.env, ROLE: 'api' }, migrate: false });
  [client, otherClient] = [new HttpClient(service.url), new HttpClient(other.url)];
  people = new People(client);
  owner = await people.register('client');
  businessId = (succeeded(await people.as(owner, 'POST', '/api/v1/businesses', { legalName: 'Tidewater Joinery LLC', address: { line1: '3 Ferry Road', city: 'Portland', postalCode: '04101', country: 'US' }, naicsCodes: ['238350'], sizeClass: 'micro', setAsides: [] }), 'a business').json as { id: string }).id;
}, 90_000);
afterAll(async () => {
  client.close();
  otherClient.close();
  expect(await Promise.all([service.stop(), other.stop()])).toEqual([0, 0]);
  await redis.kill();
}, 30_000);

const get = (url: string, by = client, headers: Record<string, string> = {}) => by.send({ method: 'GET', path: url, headers: { ...json('GET', url).headers, ...headers } });

/** A certificate of the firm, through the relay and the jobs of the service. */
async function issued(): Promise<Certificate> {
  const assessmentId = await storeVerified(service.mongodbUri, businessId);
  let found: Certificate | undefined;
  await eventually(async () => {
    const { items } = (await people.as(owner, 'GET', `/api/v1/certificates?businessId=${businessId}`)).json as { items: Certificate[] };
    found = items.find((one) => one.assessmentId === assessmentId);
    expect(found).toBeDefined();
  });
  return found!;
}

describe('a certificate', () => {
  it('goes from a verification to whoever checks it: by number, by page, by code, by text, offline', async () => {
    const { id, number, jws } = await issued();
    const check = await get(`/api/v1/certificates/${number}/check`);
    expect([check.status, check.headers['cache-control'], check.json]).toMatchObject([200, 'public, max-age=60, must-revalidate', { status: 'valid', number, businessName: 'Tidewater Joinery LLC', jws }]);
    expect((await get(`/api/v1/certificates/${number}/check`, client, { 'if-none-match': check.headers.etag! })).status).toBe(304);
    const page = await get(`/certificates/${number}`);
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.text).toContain('Tidewater Joinery LLC');
    expect((await get(`/api/v1/certificates/${id}/qr.svg`)).headers['content-type']).toBe('image/svg+xml');
    const text = await client.send(json('POST', '/api/v1/certificates/check', { jws }));
    expect([text.status, text.json]).toMatchObject([200, { verdict: 'valid', certificate: { number } }]);

    const folder = mkdtempSync(path.join(tmpdir(), 'certificate-'));
    const keys = path.join(folder, 'keys.json');
    writeFileSync(keys, (await get('/.well-known/certificate-keys.json')).text);
    const offline = spawnSync(process.execPath, ['tools/verify-certificate.mjs', '-', '--keys', keys], { input: jws, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([offline.status, offline.stdout]).toEqual([0, expect.stringContaining(`Good: ${number}, Tidewater Joinery LLC`)]);
  });

  it('is told to the owner by mail, once', async () => {
    const { number } = await issued();
    await eventually(async () => {
      const { items } = (await get(`/dev/mails?format=json&to=${encodeURIComponent(owner.email)}`)).json as { items: { subject: string; text: string }[] };
      expect(items.filter(({ subject }) => subject === `Your certificate ${number}`)).toHaveLength(1);
    });
  });

  it('that is revoked in one process is revoked in the other within 100 ms', async () => {
    const admin = await people.steppedUp(await people.login('admin@demo.test', DEMO_PASSWORD));
    let number = '';
    const status = async (by: HttpClient) => ((await get(`/api/v1/certificates/${number}/check`, by)).json as { status: string }).status;
    expect(await fastest(100, async () => {
      const certificate = await issued();
      number = certificate.number;
      expect([await status(client), await status(otherClient), await status(otherClient)]).toEqual(['valid', 'valid', 'valid']);
      succeeded(await people.as(admin, 'POST', `/api/v1/certificates/${certificate.id}/revoke`, { reason: 'It was issued by mistake.' }), 'revocation');
      expect(await status(client)).toBe('revoked');
      return eventually(async () => (await status(otherClient)) === 'revoked');
    })).toBeLessThan(100);
    expect((await get(`/certificates/${number}`, otherClient)).text).toContain('must not be relied on');
  });

  it('is checked on while Redis is gone', async () => {
    const { number } = await issued();
    await redis.kill();
    expect((await get(`/api/v1/certificates/${number}/check`)).status).toBe(200);
    expect((await get(`/api/v1/certificates/${number}/check`, otherClient)).status).toBe(200);
    await redis.start();
  });

  it('is not earned below 70 %, and the owner is told what is missing', async () => {
    await storeVerified(service.mongodbUri, businessId, { verifiedFloor: 0.52, eligible: false });
    await eventually(async () => {
      const { items } = (await get(`/dev/mails?format=json&to=${encodeURIComponent(owner.email)}`)).json as { items: { subject: string; text: string }[] };
      expect(items.find(({ subject }) => subject === 'Your assessment is verified, without a certificate')?.text).toContain('your assessment comes to 52 %');
    });
  });
});
