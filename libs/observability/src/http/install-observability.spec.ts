import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { currentRequest, drainLogs, installObservability, LogLevel, metricsText, openLog, recordUnhooked, requestId, requestsInFlight, UNMATCHED } from '../index.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

let folder: string;
let file: string;
let app: FastifyInstance;
let reachedHandler: () => void;
let signalled: Promise<unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-log-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

let runs = 0;
beforeEach(async () => {
  runs += 1;
  file = join(folder, `${runs}.log`);
  openLog({ path: file });
  app = Fastify({ genReqId: requestId, requestIdHeader: false, routerOptions: { maxParamLength: 200 }, bodyLimit: 1000 });
  installObservability(app, { edge: 'fast' });
  // As @fastify/multipart has one: it puts off the hooks of routes until after the answer's `close`.
  app.addHook('onResponse', () => Promise.resolve());
  app.addHook('preHandler', (request, _reply, done) => {
    if (request.headers['x-user'] !== undefined) request.principal = { userId: '0193a1f2-7c3d-7abc-8def-0123456789ab' } as never;
    if (request.headers['x-key'] !== undefined) request.principal = { userId: '0193a1f2-7c3d-7abc-8def-0123456789ab', credential: { kind: 'api-key', apiKeyId: '0193a1f2-7c3d-7abc-8def-0123456789ac' } } as never;
    done();
  });
  app.get('/things/:id', () => ({ ok: true }));
  app.post('/things', () => ({ id: currentRequest()?.id, trace: currentRequest()?.traceId }));
  app.get('/broken', () => {
    throw new Error('broken');
  });
  app.get('/slow', (request) => {
    reachedHandler();
    return new Promise((resolve) => {
      const signal = request.abortSignal();
      signalled = new Promise((done) => signal.addEventListener('abort', () => done(signal.reason)));
      signal.addEventListener('abort', () => resolve({}));
    });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => app.close());

function address(path: string): string {
  return `http://127.0.0.1:${(app.server.address() as { port: number }).port}${path}`;
}

async function lines(): Promise<Record<string, unknown>[]> {
  await drainLogs();
  const text = await readFile(file, 'utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Waits until as many lines are written; an answer's line is written just after the client has it. */
async function linesOnce(count: number): Promise<Record<string, unknown>[]> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const found = await lines();
    if (found.length >= count || performance.now() > deadline) return found;
    await nextTurn();
  }
}

async function counted(method: string, route: string, status: number): Promise<number> {
  const wanted = `http_server_requests_total{method="${method}",route="${route}",status="${status}"} `;
  const line = (await metricsText()).split('\n').find((text) => text.startsWith(wanted));
  return line === undefined ? 0 : Number(line.slice(wanted.length));
}

describe('a request that is answered', () => {
  it('leaves one line with its template and ids, and none of its path, query or body', async () => {
    const answer = await fetch(address('/things/4711?email=jane%40example.org'), { headers: { 'x-request-id': 'client-id-1', traceparent: PARENT, 'x-user': 'jane' } });
    expect(answer.status).toBe(200);
    const [line, ...more] = await linesOnce(1);
    expect(more).toEqual([]);
    expect(line).toEqual({
      level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), requestId: 'client-id-1', traceId: TRACE,
      method: 'GET', route: '/things/:id', status: 200, ms: expect.any(Number), userId: '0193a1f2-7c3d-7abc-8def-0123456789ab',
    });
  });

  it('names the API key of a program by its id, and keeps the key itself out', async () => {
    await fetch(address('/things/1'), { headers: { 'x-key': 'yes', authorization: 'Bearer plb_Zq3kX9aB_canary-kq0s7d6_8f3Lw1TnYv5RcXe2HgPbMu9JdKs4Aq' } });
    const [line] = await linesOnce(1);
    expect(line).toMatchObject({ userId: '0193a1f2-7c3d-7abc-8def-0123456789ab', apiKeyId: '0193a1f2-7c3d-7abc-8def-0123456789ac' });
    expect(JSON.stringify(line)).not.toContain('canary');
  });

  it('answers with its request id and a traceparent of the same trace and another span', async () => {
    const answer = await fetch(address('/things/1'), { headers: { traceparent: PARENT } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const [, trace, span, flags] = (answer.headers.get('traceparent') ?? '').split('-');
    expect({ trace, flags }).toEqual({ trace: TRACE, flags: '01' });
    expect(span).not.toBe('00f067aa0ba902b7');
  });

  it('is current for its handler also when the body arrives after the head', async () => {
    const { port } = app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    const received = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text));
    });
    socket.write('POST /things HTTP/1.1\r\nHost: a\r\nX-Request-Id: late-body-1\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n');
    while (requestsInFlight() === 0) await nextTurn();
    socket.write('{}');
    expect(await received).toContain('"id":"late-body-1"');
  });

  it.each([
    ['a thrown error', 'GET', '/broken', undefined, undefined, 500, '/broken'],
    ['an unknown path', 'GET', '/wp-admin.php', undefined, undefined, 404, UNMATCHED],
    ['a body that is no JSON', 'POST', '/things', 'application/json', '{', 400, '/things'],
    ['a media type that is not taken', 'POST', '/things', 'image/png', 'x', 415, '/things'],
    ['a body that is too large', 'POST', '/things', 'application/json', `"${'x'.repeat(2000)}"`, 413, '/things'],
    ['a HEAD request', 'HEAD', '/things/1', undefined, undefined, 200, '/things/:id'],
  ])('counts and logs %s once, with its true status', async (_name, method, path, type, body, status, route) => {
    const before = await counted(method, route, status);
    const answer = await fetch(address(path), { method, ...(type === undefined ? {} : { headers: { 'content-type': type } }), ...(body === undefined ? {} : { body }) });
    expect(answer.status).toBe(status);
    expect(await linesOnce(1)).toMatchObject([{ method, route, status, level: status >= 500 ? 'error' : 'info' }]);
    expect(await counted(method, route, status)).toBe(before + 1);
    expect(requestsInFlight()).toBe(0);
  });

  it('is counted as 499 once when its client goes away, and its abort signal fires', async () => {
    const before = await counted('GET', '/slow', 499);
    const reached = new Promise<void>((resolve) => {
      reachedHandler = resolve;
    });
    const { port } = app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
    await reached;
    expect(requestsInFlight()).toBe(1);
    socket.destroy();
    expect(await signalled).toMatchObject({ name: 'ClientGone' });
    expect(await linesOnce(1)).toMatchObject([{ route: '/slow', status: 499 }]);
    expect(await counted('GET', '/slow', 499)).toBe(before + 1);
    expect(requestsInFlight()).toBe(0);
  });

  it('is logged under (unmatched) when it never reached a hook', async () => {
    recordUnhooked({ method: 'GET', status: 400, requestId: 'malformed-1' });
    recordUnhooked({ method: 'g"et\n', status: 400, requestId: 'x"\n' });
    expect(await lines()).toMatchObject([{ route: UNMATCHED, status: 400, requestId: 'malformed-1' }, { method: 'OTHER', requestId: 'x"\n' }]);
  });
});

describe('the metrics', () => {
  it('hold a histogram in seconds by class of status, and no raw path', async () => {
    await fetch(address('/things/a-raw-path'));
    await linesOnce(1);
    const text = await metricsText();
    expect(text).toMatch(/http_server_request_duration_seconds_bucket\{method="GET",route="\/things\/:id",status="2xx",le="0.005"\} \d+/);
    expect(text).toMatch(/http_server_request_duration_seconds_count\{method="GET",route="\/things\/:id",status="2xx"\} [1-9]/);
    expect(text).toMatch(/nodejs_eventloop_lag_seconds /);
    expect(text).toMatch(/process_resident_memory_bytes /);
    expect(text).not.toContain('a-raw-path');
  });
});

describe('the level', () => {
  it('applies to the next line', async () => {
    const level = new LogLevel();
    level.set('error');
    await fetch(address('/things/1'));
    await fetch(address('/broken'));
    const found = await linesOnce(1);
    level.set('info');
    expect(found).toMatchObject([{ route: '/broken', level: 'error' }]);
  });
});
