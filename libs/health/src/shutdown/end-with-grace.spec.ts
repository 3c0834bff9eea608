import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ArgumentsHost, Catch, Controller, type ExceptionFilter, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@plumbline/config';
import { Database, DatabaseModule } from '@plumbline/database';
import { installObservability, metricsText, openLog, requestsInFlight } from '@plumbline/observability';
import { Problem } from '@plumbline/problems';
import type { FastifyReply } from 'fastify';
import { readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { testConfig } from '../../../../test/fixtures/test-database.js';
import { HealthModule } from '../health.module.js';
import { endWithGrace } from './end-with-grace.js';

const EVENTS = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection'] as const;
const file = join(tmpdir(), `plumbline-shutdown-${process.pid}.log`);

let release: () => void = () => undefined;

@Catch(Problem)
class ProblemAnswers implements ExceptionFilter {
  catch(problem: Problem, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(problem.type.status).send({ code: problem.type.code });
  }
}

@Controller()
class WorkController {
  constructor(private readonly database: Database) {}

  @Get('work')
  async work(): Promise<object> {
    await this.database.ping(1_000);
    return { done: true };
  }

  @Get('hold')
  hold(): Promise<object> {
    return new Promise((resolve) => {
      release = () => resolve({ held: true });
    });
  }
}

let app: NestFastifyApplication;
let port: number;
let exited: Promise<number>;
let foreign: Map<string, NodeJS.SignalsListener[]>;

async function start(graceMs: number, drainMs: number): Promise<void> {
  class AppModule {}
  const config = testConfig({ SHUTDOWN_GRACE_MS: String(graceMs), SHUTDOWN_DRAIN_MS: String(drainMs) });
  Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), HealthModule.forRoot({ name: 'plumbline', version: '0' })], controllers: [WorkController] })(AppModule);
  const adapter = new FastifyAdapter();
  installObservability(adapter.getInstance(), { edge: 'fast' });
  app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, { logger: false });
  app.useGlobalFilters(new ProblemAnswers());
  await app.listen(0, '127.0.0.1');
  port = (app.getHttpServer().address() as AddressInfo).port;
  exited = new Promise((resolve) => endWithGrace(app, { exit: resolve }));
}

interface Outcome {
  readonly status?: number;
  readonly connection?: string | undefined;
  readonly error?: string;
}

function ask(path: string, agent: Agent): Promise<Outcome> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode as number, connection: response.headers.connection }));
      response.on('error', (error) => resolve({ error: error.message }));
    }).on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
  });
}

/** One client that asks without a pause until nobody listens any more. */
async function client(): Promise<Outcome[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const outcomes: Outcome[] = [];
  for (;;) {
    const outcome = await ask('/work', agent);
    if (outcome.error === 'ECONNREFUSED') return outcomes;
    outcomes.push(outcome);
    if (outcome.error !== undefined) return outcomes;
  }
}

function logged(): string[] {
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '');
}

beforeEach(() => {
  foreign = new Map(EVENTS.map((event) => [event, process.listeners(event as 'SIGTERM')]));
  for (const event of EVENTS) process.removeAllListeners(event);
  rmSync(file, { force: true });
  openLog({ path: file });
});
afterEach(() => {
  for (const event of EVENTS) {
    process.removeAllListeners(event);
    for (const listener of foreign.get(event) ?? []) process.on(event, listener as () => void);
  }
  rmSync(file, { force: true });
});

describe('SIGTERM', () => {
  it('drops no request and no log line under load, says 503 at once and ends with 0', async () => {
    await start(400, 5_000);
    const clients = Array.from({ length: 20 }, client);
    await eventually(() => expect(requestsInFlight()).toBeGreaterThan(5));
    process.emit('SIGTERM', 'SIGTERM');
    const answer = await fetch(`http://127.0.0.1:${port}/ready`);
    expect([answer.status, await answer.json()]).toEqual([503, { code: 'SHUTTING_DOWN' }]);
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
    process.emit('SIGTERM', 'SIGTERM');
    process.emit('SIGINT', 'SIGINT');
    const outcomes = (await Promise.all(clients)).flat();
    expect(await exited).toBe(0);
    expect(outcomes.filter(({ status }) => status !== 200)).toEqual([]);
    expect(outcomes.filter(({ connection }) => connection === 'close')).toHaveLength(20);
    expect(outcomes.length).toBeGreaterThan(100);
    expect(logged().filter((line) => line.includes('"route":"/work"'))).toHaveLength(outcomes.length);
    process.stderr.write(`${outcomes.length} requests of 20 clients, none dropped\n`);
  }, 30_000);

  it('lets a long request finish after the grace time', async () => {
    await start(0, 5_000);
    const held = ask('/hold', new Agent({ keepAlive: true }));
    await eventually(() => expect(requestsInFlight()).toBe(1));
    process.emit('SIGTERM', 'SIGTERM');
    await eventually(async () => expect(await ask('/work', new Agent())).toEqual({ error: 'ECONNREFUSED' }));
    release();
    expect(await held).toMatchObject({ status: 200 });
    expect(await exited).toBe(0);
  }, 30_000);

  it('cuts what is still running after the limit, says how many in one line, and ends with 1', async () => {
    await start(0, 150);
    const held = Promise.all([ask('/hold', new Agent()), ask('/hold', new Agent())]);
    await eventually(() => expect(requestsInFlight()).toBe(2));
    process.emit('SIGTERM', 'SIGTERM');
    expect(await exited).toBe(1);
    expect((await held).map(({ error }) => error)).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(logged().filter((line) => line.includes('2 requests were cut off'))).toHaveLength(1);
  }, 30_000);
});

describe('a fault of the process', () => {
  it('ends it in order with 1 after an uncaught exception, whose masked stack is in the log', async () => {
    await start(60_000, 5_000);
    process.emit('uncaughtException', new Error('canary@example.org broke it'));
    expect(await exited).toBe(1);
    const [fatal] = logged().filter((line) => line.includes('"level":"fatal"'));
    expect(fatal).toContain('end-with-grace.spec');
    expect(fatal).not.toContain('canary@');
  }, 30_000);

  it('counts and logs an unhandled rejection and goes on', async () => {
    await start(0, 5_000);
    process.emit('unhandledRejection', new Error('forgotten'), Promise.resolve());
    expect(await metricsText()).toMatch(/process_unhandled_rejections_total [1-9]/);
    expect(await ask('/work', new Agent())).toMatchObject({ status: 200 });
    process.emit('SIGTERM', 'SIGTERM');
    expect(await exited).toBe(0);
    expect(logged().some((line) => line.includes('forgotten'))).toBe(true);
  }, 30_000);
});
