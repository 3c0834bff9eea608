import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Global, Module, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@plumbline/config';
import { DatabaseModule } from '@plumbline/database';
import { mergeProblems, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply } from 'fastify';
import { closeEdgeApp, edgeApp } from '../../../../test/fixtures/edge-app.js';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { testConfig } from '../../../../test/fixtures/test-database.js';
import { Authenticator, CommonModule, Operation } from '../index.js';

/** More than a socket takes from a server whose client does not read. */
const LINES = 'line\n'.repeat(200_000);

/** Sends for ever. */
@Controller('notes')
class StreamController {
  ended = false;

  @Operation('assessments.getCatalogue', { summary: 'Never ends', deadlineMs: 150, raw: { mediaType: 'text/plain', description: 'Lines.' } })
  @Get('stream')
  stream(@Res() reply: FastifyReply) {
    const lines = async function* (this: StreamController) {
      try {
        for (;;) {
          yield LINES;
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      } finally {
        this.ended = true;
      }
    };
    void reply.type('text/plain').send(Readable.from(lines.call(this), { objectMode: false }));
  }
}

/** Nobody logs in here: what streams is open to all. */
@Global()
@Module({ providers: [{ provide: Authenticator, useValue: {} }], exports: [Authenticator] })
class NobodyModule {}

describe('an answer that is still being sent when its budget is spent', () => {
  let app: NestFastifyApplication;
  let rejections: unknown[];
  const note = (reason: unknown) => void rejections.push(reason);

  beforeEach(async () => {
    rejections = [];
    process.on('unhandledRejection', note);
    const config = testConfig({ EDGE: 'fast' });
    const problems = mergeProblems(PROBLEMS);
    @Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), CommonModule.forRoot(problems), NobodyModule], controllers: [StreamController] })
    class AppModule {}
    ({ app } = await edgeApp(AppModule, { config, problems }));
    await app.listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    await closeEdgeApp(app);
    process.off('unhandledRejection', note);
  });

  it('is cut off, and its source ends', async () => {
    const answer = await fetch(`${await app.getUrl()}/notes/stream`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    await eventually(() => app.get(StreamController).ended, 2_000);
    expect(rejections).toEqual([]);
  });

  it('is cut off, too, when its reader takes nothing: no end, and nothing behind its head', async () => {
    const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1').pause();
    try {
      const failures: unknown[] = [];
      const server = app.getHttpServer();
      server.on('request', (_request, response: ServerResponse) => response.on('error', (error) => failures.push(error)));
      const connections = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
      socket.write('GET /notes/stream HTTP/1.1\r\nhost: localhost\r\n\r\n');
      await eventually(() => app.get(StreamController).ended, 5_000);
      expect(rejections).toEqual([]);
      await eventually(async () => (await connections()) === 0, 5_000);
      const taken: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => taken.push(chunk)).on('error', () => undefined);
      socket.resume();
      await once(socket, 'close');
      const text = Buffer.concat(taken).toString('latin1');
      expect(text).toMatch(/^HTTP\/1\.1 200 /);
      expect(text.match(/HTTP\/1\.1|DEADLINE_EXCEEDED/g)).toHaveLength(1);
      expect(text.endsWith('\r\n0\r\n\r\n')).toBe(false);
      expect(failures).toEqual([]);
      expect(rejections).toEqual([]);
    } finally {
      socket.destroy();
    }
  });
});
