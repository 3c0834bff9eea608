import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongo } from 'mongoose';
import { expectEnvelope, expectSecurityHeaders } from '../contract/answers.js';
import { newBusiness } from '../contract/world.js';
import { HttpClient } from '../fixtures/http-client.js';
import { json, newEmail, PASSWORD, People, type Person } from '../fixtures/people.js';
import { loggedUpToNow } from '../fixtures/log-marker.js';
import { runProgram, type Service, serviceEnvironment, startService } from '../fixtures/service.js';

const ORIGIN = 'https://app.example.org';

describe.each(['fast', 'stock'] as const)('the %s edge', (edge) => {
  let service: Service;
  let client: HttpClient;
  let people: People;
  let owner: Person;

  beforeAll(async () => {
    service = await startService({ env: { EDGE: edge, RATE_LIMIT_FACTOR: '1000', TRUSTED_PROXIES: '127.0.0.1', CORS_ORIGINS: ORIGIN } });
    client = new HttpClient(service.url);
    people = new People(client);
    owner = await people.register();
  }, 60_000);

  afterAll(async () => {
    client.close();
    expect(await service.stop()).toBe(0);
  }, 60_000);

  const get = (path: string, headers: Readonly<Record<string, string>> = {}) => client.send({ method: 'GET', path, headers });
  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${owner.token}` });

  it('lets the listed origin read answers, and no other', async () => {
    const listed = await get('/health', { origin: ORIGIN });
    expect(listed.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN, vary: expect.stringContaining('Origin') });
    for (const origin of ['https://evil.example', 'null', `${ORIGIN}.evil.example`, 'http://app.example.org']) {
      expect((await get('/health', { origin })).headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('answers a preflight', async () => {
    const answer = await client.send({ method: 'OPTIONS', path: '/api/v1/users/me', headers: { origin: ORIGIN, 'access-control-request-method': 'PATCH' } });
    expect([answer.status, answer.headers['access-control-allow-methods']]).toEqual([204, expect.stringContaining('PATCH')]);
  });

  it('keeps a well-formed request id and continues a trace; makes new ones of the rest', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const kept = await get('/health', { 'x-request-id': 'deploy-check.1', traceparent });
    expect(kept.headers['x-request-id']).toBe('deploy-check.1');
    expect(kept.headers['traceparent']).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-0[01]$/);
    for (const id of ['short', 'x'.repeat(65), 'has blank in it', '<script>alert(1)</script>', '4111111111111111']) {
      expect((await get('/health', { 'x-request-id': id })).headers['x-request-id']).not.toBe(id);
    }
    expect((await get('/health', { traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01' })).headers['traceparent']).not.toContain('00000000000000000000000000000000');
  });

  it('compresses large public answers, and none that holds a secret', async () => {
    const packed = await get('/openapi.json', { 'accept-encoding': 'br' });
    expect(packed.headers['content-encoding']).toBe('br');
    expect(JSON.parse(brotliDecompressSync(packed.bytes).toString())).toHaveProperty('openapi');
    const login = await client.send(json('POST', '/api/v1/auth/login', { email: owner.email, password: PASSWORD }, { 'accept-encoding': 'br' }));
    expect([login.status, login.headers['content-encoding'], login.headers['cache-control']]).toEqual([200, undefined, 'no-store']);
  });

  it('serves what the page of the documentation loads, and nothing else of its folder', async () => {
    const page = await get('/docs');
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(String(path), `${service.url}/docs`).pathname);
    expect(loaded.length).toBeGreaterThan(3);
    for (const path of loaded) expect([path, (await get(path)).status]).toEqual([path, 200]);
    for (const file of ['package.json', 'README.md', 'swagger-ui-bundle.js.map', 'swagger-ui-es-bundle.js', 'oauth2-redirect.html', '.package.json', 'nothing.js']) expectEnvelope(await get(`/docs/${file}`), { status: 404, code: 'NOT_FOUND' });
  });

  it('answers 304 to who has it, 428 without and 412 with a stale If-Match', async () => {
    const first = await get('/api/v1/users/me', bearer());
    const known = await get('/api/v1/users/me', { ...bearer(), 'if-none-match': first.headers.etag ?? '' });
    expect([known.status, known.text, known.headers.etag]).toEqual([304, '', first.headers.etag]);
    expectSecurityHeaders(known);
    const patch = (headers: Record<string, string>) => client.send(json('PATCH', '/api/v1/users/me', { name: 'Ada King' }, { ...bearer(), ...headers }));
    expectEnvelope(await patch({}), { status: 428, code: 'PRECONDITION_REQUIRED' });
    expect((await patch({ 'if-match': first.headers.etag ?? '' })).status).toBe(200);
    expectEnvelope(await patch({ 'if-match': first.headers.etag ?? '' }), { status: 412, code: 'VERSION_MISMATCH' });
  });

  it('does the work of fifty equal POSTs once, tells a mismatch, and keeps the answer encrypted', async () => {
    const body = newBusiness();
    const key = `fifty-${edge}-0123456789`;
    const post = (sent: unknown) => client.send(json('POST', '/api/v1/businesses', sent, { ...bearer(), 'idempotency-key': key }));
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(body)));
    const created = answers.filter(({ status }) => status === 201);
    const running = answers.filter(({ status }) => status === 409);
    expect(created.length).toBeGreaterThanOrEqual(1);
    expect(created.length + running.length).toBe(50);
    for (const answer of running) expectEnvelope(answer, { status: 409, code: 'REQUEST_IN_PROGRESS' });
    expect(running.every(({ headers }) => Number(headers['retry-after']) >= 1)).toBe(true);
    expect(new Set(created.map(({ text }) => text)).size).toBe(1);
    expect(created.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
    const replayed = await post(body);
    expect([replayed.status, replayed.text, replayed.headers['idempotency-replayed']]).toEqual([201, created[0]?.text, 'true']);
    expectEnvelope(await post({ ...body, employees: 3 }), { status: 422, code: 'IDEMPOTENCY_MISMATCH' });
    const listed = (await get('/api/v1/businesses', bearer())).json as { items: unknown[] };
    expect(listed.items).toHaveLength(1);
    const database = await new mongo.MongoClient(service.mongodbUri).connect();
    const kept = await database.db().collection('idempotency_keys').find().toArray();
    await database.close();
    expect(kept.length).toBeGreaterThanOrEqual(1);
    const stored = kept.map(({ body: answer }) => Buffer.from((answer as mongo.Binary).buffer).toString('latin1')).join();
    expect(stored).not.toMatch(/Tidewater|Ferry Road/);
  });

  it('gives JSON, form and multipart the same stored answer', async () => {
    const { id: businessId } = (await people.as(owner, 'POST', '/api/v1/businesses', newBusiness())).json as { id: string };
    const started = (await people.as(owner, 'POST', '/api/v1/assessments', { businessId })).json as { id: string };
    const path = `/api/v1/assessments/${started.id}/responses`;
    const fields: [string, string][] = [['tier', '1'], ['responses[0][statementId]', 'LEG-1-01'], ['responses[0][answer]', 'partial'], ['responses[0][reason]', 'Zwölf & mehr = gut']];
    const bodies = [
      ['application/json', JSON.stringify({ tier: 1, responses: [{ statementId: 'LEG-1-01', answer: 'partial', reason: 'Zwölf & mehr = gut' }] })],
      ['application/x-www-form-urlencoded', new URLSearchParams(fields).toString()],
      ['multipart/form-data; boundary=b', `${fields.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--b--\r\n`],
    ] as const;
    const stored: unknown[] = [];
    for (const [type, body] of bodies) {
      const etag = (await get(`/api/v1/assessments/${started.id}`, bearer())).headers.etag ?? '';
      const answer = await client.send({ method: 'PUT', path, headers: { ...bearer(), 'content-type': type, 'if-match': etag }, body });
      expect([answer.status, answer.status < 300 ? '' : answer.text]).toEqual([200, '']);
      const { answers } = (await get(`/api/v1/assessments/${started.id}`, bearer())).json as { answers: { answeredAt: string }[] };
      stored.push(answers.map((answer) => ({ ...answer, answeredAt: 'when it was given' })));
    }
    expect(stored[0]).toEqual([expect.objectContaining({ answer: 'partial', reason: 'Zwölf & mehr = gut' })]);
    expect(stored.slice(1)).toEqual([stored[0], stored[0]]);
  });

  const count = async (pattern: RegExp): Promise<number> => {
    const text = (await get('/metrics')).text;
    return text.split('\n').filter((line) => /^http_\w*(count|total)\{/.test(line) && pattern.test(line)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  };

  it.each([
    ['400', () => get('/problems/NOT~A~SLUG')],
    ['404', () => get('/api/v1/nowhere')],
    ['404', () => get('/nowhere')],
    ['405', () => client.send({ method: 'DELETE', path: '/health' })],
    ['413', () => client.send(json('POST', '/api/v1/auth/login', { filler: 'x'.repeat(1_100_000) }))],
    ['415', () => client.send({ method: 'POST', path: '/api/v1/auth/login', headers: { 'content-type': 'text/plain' }, body: 'x' })],
    ['400', () => client.send({ method: 'POST', path: '/api/v1/auth/login', headers: { 'content-type': 'application/json' }, body: '{' })],
    ['401', () => get('/api/v1/users/me')],
  ])('counts each %s exactly, in the metrics and in the log', async (status, send) => {
    const pattern = new RegExp(`status(_code)?="${status}"`);
    const before = await count(pattern);
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      const answer = await send();
      expect(answer.status).toBe(Number(status));
      ids.push(String(answer.headers['x-request-id']));
    }
    expect((await count(pattern)) - before).toBe(5);
    await loggedUpToNow(service, client);
    const written = service.logLines().filter((line) => typeof line['ms'] === 'number');
    expect(ids.map((id) => written.filter(({ requestId, status: told }) => requestId === id && String(told) === status).length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('lets no canary into the log, in whatever disguise it comes', async () => {
    const [email, card, phone, token] = [newEmail('canary'), '4111 1111 1111 1111', '+493012345678', (await people.login(owner.email)).token];
    const secret = 'canary-password-7f3k';
    const disguises = [email, card, phone, token].flatMap((plain) => [plain, Buffer.from(plain).toString('base64'), encodeURIComponent(plain)]);
    for (const disguise of disguises) {
      const inUrl = encodeURIComponent(disguise);
      await get(`/api/v1/assessments/catalogue?email=${inUrl}`);
      await get(`/nowhere/${inUrl}`);
      await get(`/api/v1/users/me`, { authorization: `Bearer ${disguise}`, 'user-agent': disguise, referer: `https://x.example/?q=${inUrl}`, 'x-request-id': disguise.replaceAll(/[^\x21-\x7e]/g, '') });
      await client.send(json('POST', '/api/v1/auth/login', { email: disguise, password: secret }));
      await client.send({ method: 'POST', path: '/api/v1/auth/login', headers: { 'content-type': 'application/json' }, body: `{"email":"${disguise}` });
    }
    await people.register('client', email);
    await people.as(owner, 'GET', '/api/v1/users/me');
    await loggedUpToNow(service, client);
    const { stdout, stderr } = service.output();
    const canaries = [secret, ...disguises, ...disguises.map(encodeURIComponent), owner.token, owner.token.split('.')[2] as string, owner.refreshCookie.split('=')[1] as string, PASSWORD, owner.email];
    expect(canaries.filter((canary) => stdout.includes(canary) || stderr.includes(canary))).toEqual([]);
  });

  it('writes nothing at error', async () => {
    await loggedUpToNow(service, client);
    expect(service.logLines().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
});

describe('HTTPS enforcement', () => {
  let service: Service;
  let client: HttpClient;

  beforeAll(async () => {
    service = await startService({ env: { FORCE_HTTPS: 'true', PUBLIC_URL: 'https://api.example.org', TRUSTED_PROXIES: '127.0.0.1' } });
    client = new HttpClient(service.url);
  }, 60_000);

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it('redirects GET and HEAD, refuses the rest, and leaves probes alone', async () => {
    const redirected = await client.send({ method: 'GET', path: '/api/v1/users?limit=1' });
    expect([redirected.status, redirected.headers.location]).toEqual([308, 'https://api.example.org/api/v1/users?limit=1']);
    expect((await client.send({ method: 'HEAD', path: '/problems' })).status).toBe(308);
    expectEnvelope(await client.send({ method: 'POST', path: '/api/v1/auth/login' }), { status: 403, code: 'HTTPS_REQUIRED' });
    for (const path of ['/health', '/ready', '/health?t=1', '/ready?x']) expect((await client.send({ method: 'GET', path })).status).toBe(200);
  });

  it('sends HSTS over TLS, and only there', async () => {
    const secure = await client.send({ method: 'GET', path: '/problems', headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.1.1.1' } });
    expect([secure.status, secure.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000; includeSubDomains']);
    expect((await client.send({ method: 'GET', path: '/health' })).headers['strict-transport-security']).toBeUndefined();
  });
});

describe('a service that cannot start', () => {
  it('lists every bad variable in one message, without a stack', async () => {
    const { code, stderr, stdout } = await runProgram('main', [], { ...serviceEnvironment(), PORT: 'many', DATA_KEYS: 'k1:short', LOG_LEVEL: 'loud', FORCE_HTTPS: 'perhaps', COOKIE_KEY: '' });
    expect(code).not.toBe(0);
    for (const name of ['PORT', 'DATA_KEYS', 'LOG_LEVEL', 'FORCE_HTTPS', 'COOKIE_KEY']) expect(stderr).toMatch(new RegExp(`^  - ${name} `, 'm'));
    expect(stderr.match(/cannot be used/g)).toHaveLength(1);
    expect(stderr + stdout).not.toMatch(/\bat .*:\d+|k1:short/);
  });

  it('says in one sentence that its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await runProgram('main', [], { ...serviceEnvironment(), PORT: String(port) });
    taken.close();
    expect(code).toBe(1);
    expect(stderr.trim()).toBe(`Port ${port} is in use; stop that program or set PORT (or METRICS_PORT) to a free one.`);
  }, 30_000);
});
