import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Global, Module, Post, Put } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@plumbline/config';
import { DatabaseModule } from '@plumbline/database';
import { mergeProblems, PROBLEMS } from '@plumbline/problems';
import { closeEdgeApp, edgeApp } from '../../../../test/fixtures/edge-app.js';
import { testConfig } from '../../../../test/fixtures/test-database.js';
import { Authenticator, CommonModule, IfMatch, ListOf, Operation, pagePolicy, type Principal, roleBits, Text, text, Whole } from '../index.js';

class NoteDto {
  @Text({ min: 1, max: 20, example: 'hello' })
  title!: string;
  @Whole({ min: 0, max: 9, optional: true, example: 1 })
  stars?: number;
  @ListOf(text({ min: 1, max: 5 }), { max: 3, optional: true })
  tags?: string[];
}

class StoredNoteDto extends NoteDto {
  @Whole({ min: 1, max: 1_000_000, example: 7 })
  version!: number;
}

/** Stands under ids of the real table, whose access rules it so borrows. */
@Controller('notes')
class NotesController {
  @Operation('docs.openapi', { summary: 'Open', response: StoredNoteDto, versioned: 'read' })
  @Get()
  read() {
    return { title: 'hello', version: 7, secretHash: 'never' };
  }

  @Operation('businesses.create', { summary: 'Create', status: 201, response: StoredNoteDto, body: ['json', 'form', 'multipart'] })
  @Post()
  create(@Body() note: NoteDto) {
    return { ...note, version: 1 };
  }

  @Operation('businesses.update', { summary: 'Replace', response: StoredNoteDto, versioned: 'write' })
  @Put()
  replace(@Body() note: NoteDto, @IfMatch() version: number) {
    return { ...note, version: version + 1 };
  }

  @Operation('docs.ui', { summary: 'Long', response: StoredNoteDto, versioned: 'read' })
  @Get('long')
  long() {
    return { title: 'hello '.repeat(1_000), version: 7 };
  }

  @Operation('metrics.read', { summary: 'Long, without a version', response: StoredNoteDto })
  @Get('longer')
  longer() {
    return { title: 'hello '.repeat(1_000), version: 7 };
  }

  @Operation('health.live', { summary: 'Probe', rateLimit: 'none' })
  @Get('probe')
  probe() {
    return {};
  }

  @Operation('users.get', { summary: 'Of a name' })
  @Get('named/:name')
  named() {
    return {};
  }

  @Operation('assessments.getArea', { summary: 'Breaks', response: StoredNoteDto })
  @Get('broken')
  broken(): never {
    throw new Error('secret driver text at /srv/app');
  }

  @Operation('assessments.getCatalogue', { summary: 'Hangs', deadlineMs: 150, response: StoredNoteDto })
  @Get('slow')
  slow(): Promise<never> {
    return new Promise(() => undefined);
  }
}

const PERSON: Principal = { userId: 'u1', credential: { kind: 'session', sessionId: 's1', steppedUpAt: undefined }, roles: ['client'], roleBits: roleBits(['client']) };

@Global()
@Module({ providers: [{ provide: Authenticator, useValue: { authenticate: () => PERSON } }], exports: [Authenticator] })
class FakeIdentityModule {}

async function start(edgeKind: 'fast' | 'stock', controllers = [NotesController]): Promise<NestFastifyApplication> {
  const config = testConfig({ EDGE: edgeKind, CORS_ORIGINS: 'https://app.test', TRUSTED_PROXIES: '127.0.0.1' });
  const problems = mergeProblems(PROBLEMS);
  @Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), CommonModule.forRoot(problems), FakeIdentityModule], controllers })
  class AppModule {}
  return (await edgeApp(AppModule, { config, problems, pages: new Map([['/docs', pagePolicy('docs.ui')]]) })).app;
}

describe.each(['fast', 'stock'] as const)('the %s edge', (kind) => {
  let app: NestFastifyApplication;
  const bearer = { authorization: 'Bearer x' };

  beforeAll(async () => {
    app = await start(kind);
  });
  afterAll(() => closeEdgeApp(app));

  const problem = (response: { statusCode: number; headers: Record<string, unknown>; json: () => unknown }) => {
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const body = response.json() as { status: number; code: string; requestId: string; errors?: { pointer: string; code: string }[] };
    expect(body.status).toBe(response.statusCode);
    expect(body.requestId).toBe(response.headers['x-request-id']);
    return body;
  };

  it('lets no undeclared field out, and gives an ETag', async () => {
    const response = await app.inject({ url: '/notes' });
    expect(response.json()).toEqual({ title: 'hello', version: 7 });
    expect(response.headers['etag']).toBe('"7"');
  });

  it('answers 304 to a reader who has the version', async () => {
    const response = await app.inject({ url: '/notes', headers: { 'if-none-match': '"6", W/"7"' } });
    expect(response.statusCode).toBe(304);
    expect(response.body).toBe('');
  });

  it('codes no answer that a strong ETag names, so that the tag means one sequence of bytes', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const [versioned, other] = [await app.inject({ url: '/notes/long', headers }), await app.inject({ url: '/notes/longer', headers })];
    expect([versioned.headers['etag'], versioned.headers['content-encoding']]).toEqual(['"7"', undefined]);
    expect([other.headers['etag'], other.headers['content-encoding']]).toEqual([undefined, 'gzip']);
  });

  it('gives JSON, form and multipart the same verdict', async () => {
    const multipart = ['title', 'hello', 'stars', '3', 'tags[0]', 'a'].reduce((parts, text, at) => parts + (at % 2 === 0 ? `--b\r\ncontent-disposition: form-data; name="${text}"\r\n\r\n` : `${text}\r\n`), '') + '--b--\r\n';
    const bodies = [
      { payload: '{"title":"hello","stars":3,"tags":["a"]}', type: 'application/json' },
      { payload: 'title=hello&stars=3&tags[0]=a', type: 'application/x-www-form-urlencoded' },
      { payload: multipart, type: 'multipart/form-data; boundary=b' },
    ];
    for (const { payload, type } of bodies) {
      const response = await app.inject({ method: 'POST', url: '/notes', payload, headers: { ...bearer, 'content-type': type } });
      expect([response.statusCode, response.json()]).toEqual([201, { title: 'hello', stars: 3, tags: ['a'], version: 1 }]);
    }
  });

  it.each([
    ['a field that breaks its rule', { title: '' }, [{ pointer: '/title', code: 'MIN_LENGTH' }]],
    ['an unknown field', { title: 'a', $gt: 1 }, [{ pointer: '/$gt', code: 'UNKNOWN_FIELD' }]],
    ['a missing field', {}, [{ pointer: '/title', code: 'REQUIRED' }]],
  ])('names %s', async (_what, payload, errors) => {
    const response = await app.inject({ method: 'POST', url: '/notes', payload, headers: bearer });
    expect(response.statusCode).toBe(400);
    expect(problem(response).errors?.map(({ pointer, code }) => ({ pointer, code }))).toEqual(errors);
  });

  it('names parameters where there is no query, and lets an empty one pass', async () => {
    const response = await app.inject({ url: '/notes?a~b=1&__proto__=2' });
    expect(response.statusCode).toBe(400);
    expect(problem(response).errors?.map(({ pointer, code }) => [pointer, code])).toEqual([['?a~0b', 'UNKNOWN_FIELD'], ['?__proto__', 'UNKNOWN_FIELD']]);
    for (const url of ['/notes?', '/notes/probe?t=1']) expect((await app.inject({ url })).statusCode).toBe(200);
  });

  it.each([['/notes/%zz', 400, 'MALFORMED_REQUEST'], [`/notes/named/${'x'.repeat(200)}`, 414, 'URI_TOO_LONG']])('counts %.12s, which the router refuses, by its address, and tells the hosts that speak TLS to stay with it', async (url, status, code) => {
    const send = () => app.inject({ url, headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '10.9.8.7' } });
    const [first, second] = [await send(), await send()];
    expect([first.statusCode, problem(first).code, first.headers['strict-transport-security']]).toEqual([status, code, 'max-age=31536000; includeSubDomains']);
    const left = (response: typeof first) => Number(/r=(\d+)/.exec(String(response.headers['ratelimit']))?.[1]);
    expect(left(first) - left(second)).toBe(1);
  });

  it('names no host in instance', async () => {
    expect((await app.inject({ url: '//evil.test/x' })).json()).toMatchObject({ status: 404, instance: '/evil.test/x' });
  });

  it.each([
    [401, { method: 'POST' as const, url: '/notes', payload: { title: 'a' } }, 'UNAUTHENTICATED', 'www-authenticate'],
    [404, { url: '/nowhere' }, 'NOT_FOUND', 'x-content-type-options'],
    [405, { method: 'DELETE' as const, url: '/notes' }, 'METHOD_NOT_ALLOWED', 'allow'],
    [415, { method: 'PUT' as const, url: '/notes', payload: 'a=1', headers: { ...bearer, 'content-type': 'application/x-www-form-urlencoded' } }, 'UNSUPPORTED_MEDIA_TYPE', 'accept'],
    [400, { method: 'PUT' as const, url: '/notes', payload: '{"a":', headers: { ...bearer, 'content-type': 'application/json' } }, 'MALFORMED_BODY', 'x-request-id'],
    [413, { method: 'POST' as const, url: '/notes', payload: { title: 'x'.repeat(1_100_000) }, headers: bearer }, 'BODY_TOO_LARGE', 'x-request-id'],
    [428, { method: 'PUT' as const, url: '/notes', payload: { title: 'a' }, headers: bearer }, 'PRECONDITION_REQUIRED', 'x-request-id'],
    [500, { url: '/notes/broken' }, 'INTERNAL', 'x-request-id'],
    [504, { url: '/notes/slow' }, 'DEADLINE_EXCEEDED', 'x-request-id'],
  ])('answers %i in the one shape', async (status, request, code, header) => {
    const response = await app.inject(request);
    expect(response.statusCode).toBe(status);
    expect(problem(response).code).toBe(code);
    expect(response.headers[header]).toBeDefined();
    expect(response.body).not.toContain('/srv/app');
  });

  it('answers a preflight of a listed origin and no other', async () => {
    const headers = { origin: 'https://app.test', 'access-control-request-method': 'POST' };
    const listed = await app.inject({ method: 'OPTIONS', url: '/notes', headers });
    expect([listed.statusCode, listed.headers['access-control-allow-origin']]).toEqual([204, 'https://app.test']);
    const other = await app.inject({ method: 'OPTIONS', url: '/notes', headers: { ...headers, origin: 'https://evil.test' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('a route without a declared policy', () => {
  it('keeps the service from starting', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get()
      read() {
        return {};
      }
    }
    await expect(start('fast', [ForgottenController as unknown as typeof NotesController])).rejects.toThrow('GET /forgotten');
  });
});
