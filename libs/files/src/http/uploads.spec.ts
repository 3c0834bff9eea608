import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Global, Logger, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authenticator, ClientAddress, CommonModule, Edge, ErrorAnswers, Idempotency, LARGEST_FILE_BYTES, openApiDocument, Operation, type Principal, responseSchemas, roleBits, SERVER_OPTIONS, Text, Whole } from '@plumbline/common';
import { type Config, ConfigModule } from '@plumbline/config';
import { closeDatabase, createIndexes, Database, DatabaseModule } from '@plumbline/database';
import { installObservability } from '@plumbline/observability';
import { mergeProblems, Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { sendRaw } from '../../../../test/fixtures/raw-socket.js';
import { testConfig } from '../../../../test/fixtures/test-database.js';
import { pdf } from '../content/documents.fixture.js';
import { FILE_INDEXES } from '../data/indexes.js';
import { FILE_PROBLEMS, FilesModule, FileStore, sendAttachment, type StoredFile, UPLOAD_PROBLEMS, type UploadedFile, Uploads } from '../index.js';

class NoteFields {
  @Text({ min: 1, max: 20, example: 'LEG-2-01' }) statementId!: string;
  @Whole({ min: 1, max: 9, optional: true, example: 1 }) page?: number;
}

class StoredNoteDto {
  @Text({ max: 40 }) id!: string;
  @Text({ max: 20 }) statementId!: string;
  @Text({ max: 120 }) name!: string;
  @Text({ max: 120 }) mediaType!: string;
  @Whole({ min: 1, max: LARGEST_FILE_BYTES }) size!: number;
}

const BRIEF_MS = 300;
const BRIEF_DEADLINE_MS = 1_000;

/** Stands under ids of the real table, whose access rules it so borrows. */
@Controller('notes')
class NotesController {
  /** Of what was stored last. */
  static stored: StoredFile;

  constructor(
    private readonly uploads: Uploads,
    private readonly files: FileStore,
  ) {}

  @Operation('assessments.uploadEvidence', { summary: 'Upload', status: 201, upload: NoteFields, response: StoredNoteDto, problems: UPLOAD_PROBLEMS })
  @Post()
  upload(@Req() request: FastifyRequest): Promise<StoredNoteDto> {
    return this.#receive(request);
  }

  @Operation('assessments.deleteEvidence', { summary: 'Upload in little time', status: 201, upload: NoteFields, deadlineMs: 300, response: StoredNoteDto, problems: UPLOAD_PROBLEMS })
  @Post('soon')
  soon(@Req() request: FastifyRequest): Promise<StoredNoteDto> {
    return this.#receive(request);
  }

  @Operation('assessments.reopen', { summary: 'Refuses before it reads', status: 201, upload: NoteFields, response: StoredNoteDto, problems: [PROBLEMS.STATE_CONFLICT] })
  @Post('closed')
  closed(@Req() request: FastifyRequest): Promise<StoredNoteDto> {
    return this.uploads.receive(request, NoteFields, () => Promise.reject(new Problem(PROBLEMS.STATE_CONFLICT)));
  }

  @Operation('assessments.downloadEvidence', { summary: 'Download', deadlineMs: BRIEF_DEADLINE_MS, raw: { mediaType: 'application/octet-stream', description: 'The file.', isFile: true } })
  @Get('last')
  async download(@Res() reply: FastifyReply): Promise<void> {
    sendAttachment(reply, NotesController.stored, await this.files.open(NotesController.stored.id));
  }

  @Operation('reviews.downloadEvidence', { summary: 'Download by a reader in a hurry', raw: { mediaType: 'application/octet-stream', description: 'The file.', isFile: true } })
  @Get('briefly')
  async briefly(@Res() reply: FastifyReply): Promise<void> {
    sendAttachment(reply, NotesController.stored, await this.files.open(NotesController.stored.id), BRIEF_MS);
  }

  #receive(request: FastifyRequest): Promise<StoredNoteDto> {
    return this.uploads.receive(request, NoteFields, async ({ statementId }, { name, content }: UploadedFile) => {
      NotesController.stored = await this.files.put(content, { name, ownerId: 'firm' });
      return { ...NotesController.stored, statementId };
    });
  }
}

const PEOPLE: Readonly<Record<string, Principal['roles']>> = { client: ['client'], agency: ['agency'], navigator: ['navigator'] };

function authenticate(token: string): Principal {
  const roles = PEOPLE[token];
  if (roles === undefined) throw new Problem(PROBLEMS.UNAUTHENTICATED);
  return { userId: 'u1', credential: { kind: 'session', sessionId: 's1', steppedUpAt: undefined }, roles, roleBits: roleBits(roles) };
}

@Global()
@Module({ providers: [{ provide: Authenticator, useValue: { authenticate } }], exports: [Authenticator] })
class FakeIdentityModule {}

interface Started {
  readonly app: NestFastifyApplication;
  readonly document: ReturnType<typeof openApiDocument>;
  readonly port: number;
}

async function start(config: Config): Promise<Started> {
  const problems = mergeProblems(PROBLEMS, FILE_PROBLEMS);
  @Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), CommonModule.forRoot(problems), FakeIdentityModule, FilesModule], controllers: [NotesController] })
  class AppModule {}
  const adapter = new FastifyAdapter(SERVER_OPTIONS);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, { bodyParser: false, logger: false, abortOnError: false });
  installObservability(adapter.getInstance(), { edge: config.get('EDGE') });
  const document = openApiDocument(app, problems, { version: '0', serverUrl: 'http://localhost' });
  const edge = new Edge(adapter.getInstance(), { config, addresses: app.get(ClientAddress), answers: app.get(ErrorAnswers), idempotency: app.get(Idempotency), responses: responseSchemas(document), pages: new Map() });
  await edge.install();
  await app.init();
  edge.close();
  await app.listen(0, '127.0.0.1');
  return { app, document, port: Number(new URL(await app.getUrl()).port) };
}

/** What is logged as an error from now on. End with `Logger.overrideLogger(false)`. */
function loggedErrors(): unknown[] {
  const errors: unknown[] = [];
  Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (...words: unknown[]) => errors.push(words) });
  return errors;
}

/** For what sends tens of MiB on a machine that does other things, too. */
const SLOW_MS = 30_000;

const BOUNDARY = 'plumbline';
const part = (disposition: string, content: string | Buffer, type?: string): Buffer => Buffer.concat([Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; ${disposition}\r\n${type === undefined ? '' : `content-type: ${type}\r\n`}\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const END = Buffer.from(`--${BOUNDARY}--\r\n`);
const statement = part('name="statementId"', 'LEG-2-01');
const file = (content: Buffer = pdf(), name = 'policy.pdf'): Buffer => part(`name="file"; filename="${name}"`, content, 'application/x-lie');
const form = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, END]);

describe.each(['fast', 'stock'])('an upload through the %s edge', (edge) => {
  let service: Started;
  let database: Database;
  const left = async (): Promise<number[]> => Promise.all(['files.chunks', 'files.files', 'file_records'].map((name) => database.db.collection(name).countDocuments()));
  const head = (path: string, more: Readonly<Record<string, string | number>>, token: string | undefined = 'client'): string => {
    const headers = { host: 'localhost', ...(token === '' ? {} : { authorization: `Bearer ${token}` }), 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...more };
    return `POST ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
  };
  const send = async (body: Buffer, more: Readonly<Record<string, string | number>> = {}, path = '/notes', token?: string) => {
    const { status, body: text, headers } = await sendRaw(service.port, Buffer.concat([Buffer.from(head(path, { connection: 'close', 'content-length': body.length, ...more }, token)), body]));
    return { status, headers, json: JSON.parse(text) as { code?: string; detail?: string; errors?: { pointer: string; code: string }[]; name?: string; statementId?: string } };
  };
  const open = async (): Promise<Socket> => {
    const socket = connect(service.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    service = await start(testConfig({ EDGE: edge, RATE_LIMIT_FACTOR: '1000' }));
    database = service.app.get(Database);
    await createIndexes(database.db, FILE_INDEXES);
  });
  beforeEach(() => Promise.all(['files.chunks', 'files.files', 'file_records'].map((name) => database.db.collection(name).deleteMany({}))));
  afterAll(async () => {
    await service.app.close();
    await database.db.dropDatabase();
    await closeDatabase(service.app);
  });

  it('is stored, and comes back as an attachment that no browser runs', async () => {
    const content = pdf(700_000);
    const body = new FormData();
    body.append('statementId', 'LEG-2-01');
    body.append('page', '3');
    body.append('file', new File([content], '../Grüße "Ada" 世界.pdf', { type: 'text/html' }));
    const answer = await fetch(`http://127.0.0.1:${service.port}/notes`, { method: 'POST', body, headers: { authorization: 'Bearer client' } });
    expect([answer.status, await answer.json()]).toEqual([201, { id: expect.any(String), statementId: 'LEG-2-01', name: 'Grüße %22Ada%22 世界.pdf', mediaType: 'application/pdf', size: 700_000 }]);
    const download = await fetch(`http://127.0.0.1:${service.port}/notes/last`, { headers: { authorization: 'Bearer client' } });
    expect(Buffer.from(await download.arrayBuffer()).equals(content)).toBe(true);
    expect(Object.fromEntries(['content-type', 'content-length', 'content-disposition', 'content-security-policy', 'x-content-type-options', 'cache-control', 'etag', 'content-encoding'].map((name) => [name, download.headers.get(name)]))).toEqual({
      'content-type': 'application/octet-stream',
      'content-length': '700000',
      'content-disposition': `attachment; filename="Gr??e %22Ada%22 ??.pdf"; filename*=UTF-8''${encodeURIComponent('Grüße %22Ada%22 世界.pdf')}`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      etag: `"${NotesController.stored.sha256}"`,
      'content-encoding': null,
    });
  });

  it.each([
    ['no file', form(statement), 'VALIDATION_FAILED', '/file REQUIRED'],
    ['a file that is text', form(statement, part('name="file"', 'hello')), 'VALIDATION_FAILED', '/file TYPE'],
    ['two files', form(statement, file(), file()), 'VALIDATION_FAILED', '/file MAX_ITEMS'],
    ['two large files', form(statement, file(pdf(600_000)), file(pdf(600_000))), 'VALIDATION_FAILED', '/file MAX_ITEMS'],
    ['a file of another name', form(statement, part('name="photo"; filename="a.pdf"', pdf())), 'VALIDATION_FAILED', '/photo UNEXPECTED_FILE'],
    ['a field behind the file', form(statement, file(pdf(600_000)), part('name="page"', '1')), 'VALIDATION_FAILED', '/page ORDER'],
    ['a field that is missing', form(file()), 'VALIDATION_FAILED', '/statementId REQUIRED'],
    ['a field that is not valid', form(statement, part('name="page"', 'one'), file()), 'VALIDATION_FAILED', '/page TYPE'],
    ['an unknown field', form(statement, part('name="$where"', '1'), file()), 'VALIDATION_FAILED', '/$where UNKNOWN_FIELD'],
    ['a field twice', form(statement, statement, file()), 'VALIDATION_FAILED', '/statementId TYPE'],
    ['a field without a name', form(part('name=""', '1'), statement, file()), 'MALFORMED_BODY', ''],
    ['a forbidden name', form(part('name="__proto__"', '1'), statement, file()), 'MALFORMED_BODY', ''],
    ['a field that is not UTF-8', form(part('name="statementId"', Buffer.from('\xff', 'latin1')), file()), 'MALFORMED_BODY', ''],
    ['a field of JSON', form(part('name="statementId"', '{"$gt":""}', 'application/json'), file()), 'MALFORMED_BODY', ''],
    ['too many fields', form(...Array.from({ length: 30 }, () => statement), file()), 'MALFORMED_BODY', ''],
    ['a field that is too large', form(part('name="statementId"', 'x'.repeat(70_000)), file()), 'BODY_TOO_LARGE', ''],
    ['nothing', Buffer.alloc(0), 'VALIDATION_FAILED', '/file REQUIRED'],
    ['an empty form', END, 'VALIDATION_FAILED', '/file REQUIRED'],
    ['no form', Buffer.from('hello'), 'MALFORMED_BODY', ''],
    ['no end', Buffer.concat([statement, file(pdf(600_000))]), 'UPLOAD_CUT_OFF', ''],
    ['an empty file', form(statement, file(Buffer.alloc(0))), 'FILE_EMPTY', ''],
    ['a web page that calls itself a PDF', form(statement, file(Buffer.from('<!doctype html><script>alert(1)</script>'))), 'FILE_UNSAFE', ''],
    ['a PDF that calls itself a picture', form(statement, file(pdf(), 'a.png')), 'FILE_TYPE_REFUSED', ''],
    ['one byte too much', form(statement, file(pdf(LARGEST_FILE_BYTES + 1))), 'FILE_TOO_LARGE', ''],
  ])('is refused in the one shape, and leaves nothing: %s', async (_what, body, code, finding) => {
    const { status, json } = await send(body);
    const [first] = json.errors ?? [];
    expect([status, json.code, first === undefined ? '' : `${first.pointer} ${first.code}`]).toEqual([code.endsWith('TOO_LARGE') ? 413 : 400, code, finding]);
    expect(await left()).toEqual([0, 0, 0]);
  }, SLOW_MS);

  it.each([
    ['no boundary', { 'content-type': 'multipart/form-data' }, 400, 'MALFORMED_BODY'],
    ['JSON', { 'content-type': 'application/json' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a url-encoded form', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a compressed form', { 'content-encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('is refused: %s', async (_what, headers, status, code) => {
    const answer = await send(form(statement, file()), headers);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
  });

  it.each([
    ['nobody', '', 401, 'UNAUTHENTICATED'],
    ['somebody of another role', 'agency', 403, 'FORBIDDEN'],
  ])('of %s is refused before its body is read', async (_who, token, status, code) => {
    const socket = await open();
    socket.write(Buffer.concat([Buffer.from(head('/notes', { 'content-length': LARGEST_FILE_BYTES }, token)), statement]));
    const [answer] = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString().split('\r\n');
    socket.destroy();
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect(code).toBeDefined();
  });

  it('that announces too much is refused before it is read', async () => {
    const socket = await open();
    socket.write(head('/notes', { 'content-length': LARGEST_FILE_BYTES + 200_000 }));
    const answer = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString();
    socket.destroy();
    expect([answer.split('\r\n')[0], answer.includes('FILE_TOO_LARGE')]).toEqual(['HTTP/1.1 413 Payload Too Large', true]);
  });

  it('that never ends is stopped, with its connection', async () => {
    const socket = await open();
    socket.on('error', () => undefined).resume();
    socket.write(Buffer.concat([Buffer.from(head('/notes', { 'transfer-encoding': 'chunked' }))]));
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 'a'), Buffer.from('\r\n')]);
    const first = Buffer.concat([statement, file(pdf()).subarray(0, -2)]);
    socket.write(Buffer.concat([Buffer.from(`${first.length.toString(16)}\r\n`), first, Buffer.from('\r\n')]));
    let sent = 0;
    while (!socket.destroyed && sent < 200) {
      sent += 1;
      if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), new Promise((resolve) => socket.once('close', resolve))]);
    }
    expect(sent).toBeLessThan(60);
    await eventually(async () => expect(await left()).toEqual([0, 0, 0]));
  }, SLOW_MS);

  it('that is refused early leaves its connection fit for the next', async () => {
    const [closed, next] = ['/notes/closed', '/notes'].map((path, place) => {
      const body = form(statement, file(pdf(place === 0 ? 3_000_000 : 2_000)));
      return Buffer.concat([Buffer.from(head(path, { 'content-length': body.length, ...(place === 1 ? { connection: 'close' } : {}) })), body]);
    }) as [Buffer, Buffer];
    const answer = await sendRaw(service.port, Buffer.concat([closed, next]));
    expect([answer.status, answer.body.includes('HTTP/1.1 201 Created'), answer.body.includes('"mediaType":"application/pdf"')]).toEqual([409, true, true]);
  });

  it('that is cut off in its middle leaves nothing', async () => {
    const body = form(statement, file(pdf(3_000_000)));
    const socket = await open();
    socket.write(Buffer.concat([Buffer.from(head('/notes', { 'content-length': body.length })), body.subarray(0, 2_000_000)]));
    await eventually(async () => expect((await left())[0]).toBeGreaterThan(0));
    socket.destroy();
    await eventually(async () => expect(await left()).toEqual([0, 0, 0]));
  });

  it('that says it is shorter than it is is refused', async () => {
    const body = form(statement, file(pdf(600_000)));
    const { status, body: text } = await sendRaw(service.port, Buffer.concat([Buffer.from(head('/notes', { 'content-length': 300_000 })), body]));
    // What is behind its end is no request: either may be answered first.
    expect([status, /"code":"(?:UPLOAD_CUT_OFF|MALFORMED_REQUEST)"/.test(text)]).toEqual([400, true]);
    await eventually(async () => expect(await left()).toEqual([0, 0, 0]));
  });

  it.each([
    ['in the file', () => form(statement, file(pdf(600_000))).subarray(0, 500_000)],
    ['behind the file', () => Buffer.concat([statement, file(pdf(600_000)), statement.subarray(0, 30)])],
    ['before the file', () => statement],
  ])('that stalls %s meets its deadline and leaves nothing', async (_where, begun) => {
    const socket = await open();
    socket.write(Buffer.concat([Buffer.from(head('/notes/soon', { 'content-length': 700_000 })), begun()]));
    const answer = (await new Promise<Buffer>((resolve) => socket.once('data', resolve))).toString();
    expect(answer).toContain('DEADLINE_EXCEEDED');
    await eventually(async () => expect(await left()).toEqual([0, 0, 0]));
    socket.destroy();
  }, SLOW_MS);

  it('is taken after 100-continue', async () => {
    const body = form(statement, file());
    const status = await new Promise((resolve, reject) => {
      const outgoing = httpRequest({ port: service.port, host: '127.0.0.1', method: 'POST', path: '/notes', headers: { authorization: 'Bearer client', 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': body.length, expect: '100-continue' } });
      outgoing.once('continue', () => outgoing.end(body)).once('response', (incoming) => resolve(incoming.resume().statusCode)).once('error', reject).flushHeaders();
    });
    expect(status).toBe(201);
  });

  it('is one of fifty at once, and each is whole', async () => {
    const bodies = Array.from({ length: 50 }, () => form(statement, file(pdf(400_000))));
    const answers = await Promise.all(bodies.map((body) => send(body)));
    expect([...new Set(answers.map(({ status }) => status))]).toEqual([201]);
    expect(await left()).toEqual([100, 50, 50]);
  }, SLOW_MS);

  it('whose reader goes away is no failure', async () => {
    await send(form(statement, file(pdf(3_000_000))));
    const errors = loggedErrors();
    const socket = await open();
    socket.write('GET /notes/last HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer client\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    // The next one is read whole, by then the other is over.
    expect((await fetch(`http://127.0.0.1:${service.port}/notes/last`, { headers: { authorization: 'Bearer client' } }).then((answer) => answer.arrayBuffer())).byteLength).toBe(3_000_000);
    Logger.overrideLogger(false);
    expect(errors).toEqual([]);
  });

  it('whose reader takes nothing is broken off', async () => {
    await send(form(statement, file(pdf(LARGEST_FILE_BYTES))));
    // The server's end of this very connection: others, kept alive from before, close when they like.
    const accepted = new Promise<Socket>((resolve) => service.app.getHttpServer().once('connection', resolve));
    const socket = await open();
    socket.on('error', () => undefined);
    // Listened to from the beginning: it may be over before anybody asks.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const ours = await accepted;
    const brokenOff = new Promise((resolve) => ours.once('close', resolve));
    socket.write('GET /notes/briefly HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer navigator\r\n\r\n');
    await brokenOff;
    let taken = 0;
    socket.on('data', (bytes: Buffer) => (taken += bytes.length));
    await closed;
    expect(taken).toBeLessThan(LARGEST_FILE_BYTES);
  }, SLOW_MS);

  it('whose reader is slow is served whole, beyond the deadline for its first byte', async () => {
    await send(form(statement, file(pdf(LARGEST_FILE_BYTES))));
    const answer = await fetch(`http://127.0.0.1:${service.port}/notes/last`, { headers: { authorization: 'Bearer client' } });
    await delay(2 * BRIEF_DEADLINE_MS);
    expect((await answer.arrayBuffer()).byteLength).toBe(LARGEST_FILE_BYTES);
  }, SLOW_MS);

  it('whose stored bytes were changed is not served as if it were whole', async () => {
    await send(form(statement, file(pdf(900_000))));
    const damage = async (n: number): Promise<void> => {
      const chunk = await database.db.collection('files.chunks').findOne({ n });
      const data = Buffer.from((chunk?.['data'] as { buffer: Uint8Array }).buffer);
      data[9] = (data[9] as number) ^ 1;
      await database.db.collection('files.chunks').updateOne({ n }, { $set: { data } });
    };
    const download = () => fetch(`http://127.0.0.1:${service.port}/notes/last`, { headers: { authorization: 'Bearer client' } });
    await damage(2);
    const errors = loggedErrors();
    await expect(download().then((answer) => answer.arrayBuffer())).rejects.toThrow();
    Logger.overrideLogger(false);
    expect(errors).toEqual([[expect.objectContaining({ fileId: NotesController.stored.id, err: expect.objectContaining({ message: 'Segment 2 was changed, moved or cut off.' }) as unknown }), 'A stored file cannot be read.', 'Attachment']]);
    await damage(0);
    const answer = await download().then(async (one) => ({ status: one.status, json: (await one.json()) as { code: string } }), () => undefined);
    expect(answer).toMatchObject({ status: 500, json: { code: 'INTERNAL' } });
  });

  it('is documented so that Swagger UI sends it', () => {
    const operation = service.document.paths['/notes']?.post;
    expect(operation?.requestBody).toEqual({ required: true, content: { 'multipart/form-data': { schema: { $ref: '#/components/schemas/NoteFields' } } } });
    const schema = service.document.components?.schemas?.['NoteFields'];
    expect(schema).toMatchObject({ type: 'object', additionalProperties: false, required: ['statementId', 'file'], properties: { file: { type: 'string', format: 'binary', maxLength: LARGEST_FILE_BYTES } } });
    expect(Object.keys((schema as { properties: object }).properties)).toEqual(['statementId', 'page', 'file']);
    expect(operation?.responses['413']).toBeDefined();
    expect(service.document.paths['/notes/last']?.get?.responses['200']).toMatchObject({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } });
  });
});
