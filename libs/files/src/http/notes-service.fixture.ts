import { connect, type Socket } from 'node:net';
import { Controller, Get, Global, Logger, Module, Post, Req, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Authenticator, CommonModule, LARGEST_FILE_BYTES, Operation, type Principal, roleBits, Text, Whole } from '@plumbline/common';
import { type Config, ConfigModule } from '@plumbline/config';
import { createIndexes, Database, DatabaseModule } from '@plumbline/database';
import { mergeProblems, Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { closeEdgeApp, type EdgeApp, edgeApp } from '../../../../test/fixtures/edge-app.js';
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

/** How long the reader in a hurry may take nothing, in ms. */
const BRIEF_MS = 300;
/** Deadline of the first byte of a download in parts, in ms: more than a loaded machine needs for one. */
export const FIRST_BYTE_MS = 3_000;

/** Stands under ids of the real table, whose access rules it so borrows. */
@Controller('notes')
export class NotesController {
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

  @Operation('assessments.downloadEvidence', { summary: 'Download', raw: { mediaType: 'application/octet-stream', description: 'The file.', isFile: true } })
  @Get('last')
  async download(@Res() reply: FastifyReply): Promise<void> {
    sendAttachment(reply, NotesController.stored, await this.files.open(NotesController.stored.id));
  }

  @Operation('reviews.downloadEvidence', { summary: 'Download by a reader in a hurry', raw: { mediaType: 'application/octet-stream', description: 'The file.', isFile: true } })
  @Get('briefly')
  async briefly(@Res() reply: FastifyReply): Promise<void> {
    sendAttachment(reply, NotesController.stored, await this.files.open(NotesController.stored.id), BRIEF_MS);
  }

  @Operation('assessments.listEvidence', { summary: 'Download in parts', deadlineMs: FIRST_BYTE_MS, raw: { mediaType: 'application/octet-stream', description: 'The file.', isFile: true } })
  @Get('slowly')
  slowly(@Res() reply: FastifyReply): Promise<void> {
    return this.download(reply);
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

/** @returns the service, listening, and its OpenAPI document. */
async function start(config: Config) {
  const problems = mergeProblems(PROBLEMS, FILE_PROBLEMS);
  @Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), CommonModule.forRoot(problems), FakeIdentityModule, FilesModule], controllers: [NotesController] })
  class AppModule {}
  const { app, document } = await edgeApp(AppModule, { config, problems });
  await app.listen(0, '127.0.0.1');
  return { app, document };
}

/** What is logged as an error from now on. End with `Logger.overrideLogger(false)`. */
export function loggedErrors(): unknown[] {
  const errors: unknown[] = [];
  Logger.overrideLogger({ log: () => undefined, warn: () => undefined, error: (...words: unknown[]) => errors.push(words) });
  return errors;
}

/** For what sends tens of MiB on a machine that does other things, too. */
export const SLOW_MS = 30_000;

export const BOUNDARY = 'plumbline';
export const part = (disposition: string, content: string | Buffer, type?: string): Buffer => Buffer.concat([Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; ${disposition}\r\n${type === undefined ? '' : `content-type: ${type}\r\n`}\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const STORED = ['files.chunks', 'files.files', 'file_records'];
export const END = Buffer.from(`--${BOUNDARY}--\r\n`);
export const statement = part('name="statementId"', 'LEG-2-01');
export const file = (content: Buffer = pdf(), name = 'policy.pdf'): Buffer => part(`name="file"; filename="${name}"`, content, 'application/x-lie');
export const form = (...parts: readonly Buffer[]): Buffer => Buffer.concat([...parts, END]);

type Members = Readonly<Record<string, string | number>>;

/** A service that takes files as notes and gives the last one back, on a database of its own. */
export class NotesService {
  readonly app: NestFastifyApplication;
  readonly document: EdgeApp['document'];
  readonly port: number;
  readonly database: Database;

  private constructor(app: NestFastifyApplication, document: EdgeApp['document'], port: number) {
    this.app = app;
    this.document = document;
    this.port = port;
    this.database = app.get(Database);
  }

  static async start(edge: string): Promise<NotesService> {
    Logger.overrideLogger(false);
    const { app, document } = await start(testConfig({ EDGE: edge, RATE_LIMIT_FACTOR: '1000' }));
    const service = new NotesService(app, document, Number(new URL(await app.getUrl()).port));
    await createIndexes(service.database.db, FILE_INDEXES);
    return service;
  }

  /** How many chunks, files and records there are. */
  async left(): Promise<number[]> {
    return Promise.all(STORED.map((name) => this.database.db.collection(name).countDocuments()));
  }

  async clear(): Promise<void> {
    await Promise.all(STORED.map((name) => this.database.db.collection(name).deleteMany({})));
  }

  head(path: string, more: Members, token = 'client'): string {
    const headers = { host: 'localhost', ...(token === '' ? {} : { authorization: `Bearer ${token}` }), 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...more };
    return `POST ${path} HTTP/1.1\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
  }

  async send(body: Buffer, more: Members = {}, path = '/notes', token?: string) {
    const { status, body: text, headers } = await sendRaw(this.port, Buffer.concat([Buffer.from(this.head(path, { connection: 'close', 'content-length': body.length, ...more }, token)), body]));
    return { status, headers, json: JSON.parse(text) as { code?: string; detail?: string; errors?: { pointer: string; code: string }[]; name?: string; statementId?: string } };
  }

  async open(): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }

  /** What was stored last. */
  download(path = '/notes/last'): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { headers: { authorization: 'Bearer client' } });
  }

  async close(): Promise<void> {
    await this.database.db.dropDatabase();
    await closeEdgeApp(this.app);
  }
}
