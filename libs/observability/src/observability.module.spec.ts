import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Logger as NestLogger, Module, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { readConfig } from '@plumbline/config';
import { Logger } from 'nestjs-pino';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { drainLogs, installObservability, LogLevel, ObservabilityModule, openLog, requestId } from './index.js';

@Controller('things')
class ThingsController {
  private readonly logger = new NestLogger('Things');

  @Get(':id')
  read(): object {
    this.logger.log('looked for jane@example.org');
    return { ok: true };
  }

  @Get('broken/now')
  fail(): never {
    throw new Error('broken for jane@example.org');
  }

  @Post()
  write(@Body() body: object): object {
    return body;
  }
}

function configOf(edge: string) {
  const key = () => randomBytes(32).toString('base64');
  return readConfig({ NODE_ENV: 'test', EDGE: edge, MONGODB_URI: 'mongodb://localhost/x', DATA_KEYS: `k:${key()}`, BLIND_INDEX_KEY: key(), TOKEN_SIGNING_KEYS: `t:${key()}`, CERTIFICATE_SIGNING_KEYS: `c:${key()}`, AUDIT_SIGNING_KEYS: `a:${key()}`, COOKIE_KEY: key() });
}

describe.each(['fast', 'stock'] as const)('the %s log', (edge) => {
  let app: NestFastifyApplication;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plumbline-nest-log-'));
    file = join(folder, 'log');
    openLog({ path: file });
    class AppModule {}
    Module({ imports: [ObservabilityModule.forRoot(configOf(edge))], controllers: [ThingsController] })(AppModule);
    const adapter = new FastifyAdapter({ genReqId: requestId, requestIdHeader: false });
    installObservability(adapter.getInstance(), { edge });
    app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, { bufferLogs: true });
    app.useLogger(app.get(Logger));
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  async function linesOf(id: string, count: number): Promise<Record<string, unknown>[]> {
    const deadline = performance.now() + 5_000;
    for (;;) {
      await drainLogs();
      const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes(id));
      for (const line of lines) expect(line.split('"requestId"')).toHaveLength(2);
      if (lines.length >= count || performance.now() > deadline) return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      await nextTurn();
    }
  }

  function ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    return fetch(`http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}${path}`, init);
  }

  it('ties application lines to their request and masks them', async () => {
    await ask('/things/1?token=hunter2', { headers: { 'x-request-id': `${edge}-app-line` } });
    const lines = await linesOf(`${edge}-app-line`, 2);
    const traceId = expect.stringMatching(/^[0-9a-f]{32}$/);
    expect(lines).toEqual([
      { level: 'info', time: expect.any(String), requestId: `${edge}-app-line`, traceId, context: 'Things', msg: 'looked for [masked]' },
      { level: 'info', time: expect.any(String), requestId: `${edge}-app-line`, traceId, method: 'GET', route: '/things/:id', status: 200, ms: expect.any(Number) },
    ]);
  });

  it.each([
    ['/things/broken/now', {}, 500, '/things/broken/now', 'error'],
    ['/wp-login.php', {}, 404, '(unmatched)', 'info'],
    ['/things', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400, '/things', 'info'],
  ])('has one line of %s with its true status', async (path, init: { headers?: Record<string, string> }, status, route, level) => {
    const id = `${edge}-status-${status}`;
    expect((await ask(path, { ...init, headers: { ...init.headers, 'x-request-id': id } })).status).toBe(status);
    const requests = (await linesOf(id, status === 500 ? 2 : 1)).filter((line) => 'route' in line);
    expect(requests).toMatchObject([{ route, status, level }]);
  });

  it('follows the level that is set while it runs', async () => {
    app.get(LogLevel).set('error');
    await ask('/things/1', { headers: { 'x-request-id': `${edge}-silent-1` } });
    app.get(LogLevel).set('info');
    await ask('/things/1', { headers: { 'x-request-id': `${edge}-loud-1` } });
    await linesOf(`${edge}-loud-1`, 2);
    expect(await linesOf(`${edge}-silent-1`, 0)).toEqual([]);
  });
});
