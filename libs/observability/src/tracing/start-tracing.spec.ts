import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTraceparent, installObservability, newTraceId, openLog, requestId, startTracing, type Tracing } from '../index.js';

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
  readonly status?: { readonly code?: number };
}

const log = join(tmpdir(), `plumbline-tracing-${process.pid}.log`);
const received: ReceivedSpan[] = [];
const bodies: string[] = [];
let collector: Server;
let tracing: Tracing;
let app: FastifyInstance;
let client: mongo.MongoClient;

beforeAll(async () => {
  openLog({ path: log });
  collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      if (request.url === '/v1/traces' && request.headers['content-type'] === 'application/json') {
        bodies.push(body);
        const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: ReceivedSpan[] }[] }[] };
        received.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)));
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  tracing = (await startTracing(`http://127.0.0.1:${(collector.address() as AddressInfo).port}`, '0.0.0')) as Tracing;
  client = new mongo.MongoClient(process.env['PLUMBLINE_TEST_MONGODB'] as string, { monitorCommands: true });
  tracing.observeMongo(client);
  app = Fastify({ genReqId: requestId });
  installObservability(app, { edge: 'fast', spans: tracing.spans });
  app.get('/firms/:id', async () => {
    await client.db('tracing').collection('firms').findOne({ secretField: 'canary@example.org' });
    return {};
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await client.close();
  await tracing.stop();
  await new Promise((resolve) => collector.close(resolve));
  rmSync(log, { force: true });
});

async function spansOf(traceId: string, count: number): Promise<readonly ReceivedSpan[]> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const found = received.filter((span) => span.traceId === traceId);
    if (found.length >= count || performance.now() > deadline) return found;
    await nextTurn();
  }
}

function attributesOf({ attributes }: ReceivedSpan): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

describe('tracing', () => {
  it('sends a server span of the continued trace, and the database span below it', async () => {
    const parent = { traceId: newTraceId(), spanId: '00f067aa0ba902b7', sampled: true };
    const answer = await fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/firms/17?q=canary`, { headers: { traceparent: formatTraceparent(parent) } });
    const spans = await spansOf(parent.traceId, 2);
    const server = spans.find(({ kind }) => kind === 2) as ReceivedSpan;
    const database = spans.find(({ kind }) => kind === 3) as ReceivedSpan;
    expect(server).toMatchObject({ name: 'GET /firms/:id', parentSpanId: parent.spanId });
    expect(attributesOf(server)).toMatchObject({ 'http.request.method': 'GET', 'http.route': '/firms/:id', 'http.response.status_code': 200, 'plumbline.request_id': answer.headers.get('x-request-id') });
    expect(answer.headers.get('traceparent')).toBe(`00-${parent.traceId}-${server.spanId}-01`);
    expect(database).toMatchObject({ name: 'find firms', parentSpanId: server.spanId });
    expect(attributesOf(database)).toMatchObject({ 'db.operation': 'find', 'db.collection': 'firms', 'db.namespace': 'tracing' });
    expect(bodies.join('')).not.toContain('canary');
  });

  it('does not record a trace that its caller does not', async () => {
    const parent = { traceId: newTraceId(), spanId: '00f067aa0ba902b7', sampled: false };
    const later = { ...parent, traceId: newTraceId(), sampled: true };
    const ask = (context: typeof parent) => fetch(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/nothing`, { headers: { traceparent: formatTraceparent(context) } });
    expect((await ask(parent)).headers.get('traceparent')).toMatch(new RegExp(`^00-${parent.traceId}-[0-9a-f]{16}-00$`));
    await ask(later);
    expect(await spansOf(later.traceId, 1)).toMatchObject([{ name: 'GET (unmatched)' }]);
    expect(received.filter(({ traceId }) => traceId === parent.traceId)).toEqual([]);
  });

  it('is off without an endpoint', async () => {
    expect(await startTracing(undefined, '0.0.0')).toBeUndefined();
  });
});
