import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ArgumentsHost, Catch, type ExceptionFilter, Global, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigModule } from '@plumbline/config';
import { closeDatabase, DatabaseModule } from '@plumbline/database';
import { installObservability, openLog } from '@plumbline/observability';
import { Problem } from '@plumbline/problems';
import type { FastifyReply } from 'fastify';
import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Mongod, startMongod } from '../../../test/fixtures/mongod.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { type DependencyState, HealthModule, ReadinessCheck } from './index.js';

/** What the edge's filter does, as far as these tests look. */
@Catch(Problem)
class ProblemAnswers implements ExceptionFilter {
  catch(problem: Problem, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(problem.type.status).send({ code: problem.type.code, ...problem.extensions });
  }
}

/** A dependency that the test moves. */
@Injectable()
class Toy extends ReadinessCheck {
  override readonly name = 'toy';
  override readonly required = false;
  asked = 0;
  work: () => Promise<void> = () => Promise.resolve();

  override check(): Promise<void> {
    this.asked += 1;
    return this.work();
  }
}

@Global()
@Module({ providers: [Toy], exports: [Toy] })
class ToyModule {}

interface Ready {
  readonly status: number;
  readonly body: { readonly code?: string; readonly dependencies: Readonly<Record<string, DependencyState>> };
}

const log = join(tmpdir(), `plumbline-readiness-${process.pid}.log`);
let mongod: Mongod;
let app: NestFastifyApplication;
let url: string;

async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  class AppModule {}
  const config = testConfig({ MONGODB_URI: mongod.uri('health'), GIT_COMMIT: 'abc1234', ...environment });
  Module({ imports: [ConfigModule.forRoot(config), DatabaseModule.forRoot(), HealthModule.forRoot({ name: 'plumbline', version: '9.9.9' }), ToyModule] })(AppModule);
  openLog({ path: log });
  const adapter = new FastifyAdapter();
  installObservability(adapter.getInstance(), { edge: 'fast' });
  app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, { logger: false });
  app.useGlobalFilters(new ProblemAnswers());
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}

async function ready(): Promise<Ready> {
  const answer = await fetch(`${url}/ready`);
  return { status: answer.status, body: (await answer.json()) as Ready['body'] };
}

async function turns(status: number, limitMs: number): Promise<number> {
  return eventually(async () => expect((await ready()).status).toBe(status), limitMs);
}

beforeAll(async () => {
  mongod = await startMongod();
}, 60_000);
afterAll(async () => {
  await mongod.stop();
  rmSync(log, { force: true });
});

describe('the probes', () => {
  beforeEach(() => start());
  afterEach(async () => {
    await app.close();
    await closeDatabase(app);
  });

  it('say what the service stands on', async () => {
    expect(await ready()).toEqual({
      status: 200,
      body: {
        status: 'ready',
        dependencies: {
          mongodb: { state: 'up', required: true, latencyMs: expect.any(Number) },
          disk: { state: 'up', required: true, latencyMs: expect.any(Number) },
          toy: { state: 'up', required: false, latencyMs: expect.any(Number) },
        },
      },
    });
    expect(await (await fetch(`${url}/version`)).json()).toEqual({ name: 'plumbline', version: '9.9.9', commit: 'abc1234', node: process.version });
  });

  it('stay ready, degraded, while an optional dependency fails or hangs', async () => {
    app.get(Toy).work = () => Promise.reject(new Error('gone'));
    expect(await ready()).toMatchObject({ status: 200, body: { dependencies: { toy: { state: 'degraded', required: false } } } });
    app.get(Toy).work = () => new Promise(() => undefined);
    await eventually(async () => expect((await ready()).body.dependencies['toy']?.latencyMs).toBeGreaterThanOrEqual(900), 5_000);
  });

  it('ask a dependency once for a storm of probes', async () => {
    await Promise.all(Array.from({ length: 300 }, ready));
    expect(app.get(Toy).asked).toBeLessThanOrEqual(3);
    expect(app.get(Toy).asked).toBeGreaterThan(0);
  });

  it('turn 503 within 5 s when the database swallows packets, and 200 within 15 s afterwards; /health stays 200', async () => {
    await turns(200, 5_000);
    await mongod.pause();
    try {
      const toDown = await turns(503, 5_000);
      const { body } = await ready();
      expect(body).toMatchObject({ code: 'NOT_READY', dependencies: { mongodb: { state: 'down', required: true }, disk: { state: 'up' } } });
      const storm = await Promise.all(Array.from({ length: 100 }, async () => [(await fetch(`${url}/health`)).status, (await ready()).status]));
      expect(new Set(storm.flat())).toEqual(new Set([200, 503]));
      expect(storm.every(([health]) => health === 200)).toBe(true);
      mongod.resume();
      const toUp = await turns(200, 15_000);
      process.stderr.write(`black hole: 503 after ${toDown.toFixed(0)} ms, 200 after ${toUp.toFixed(0)} ms\n`);
    } finally {
      mongod.resume();
    }
  }, 40_000);

  it('turn 503 within 5 s when the database refuses, and 200 within 15 s of its return', async () => {
    await turns(200, 5_000);
    await mongod.kill();
    const toDown = await turns(503, 5_000);
    await mongod.restart();
    const toUp = await turns(200, 15_000);
    process.stderr.write(`refused: 503 after ${toDown.toFixed(0)} ms, 200 after ${toUp.toFixed(0)} ms of the restart\n`);
  }, 60_000);
});

describe('Redis', () => {
  let redis: ChildProcess;
  let port: number;
  const redisUp = () => spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });

  beforeAll(async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    port = (probe.address() as AddressInfo).port;
    await new Promise((resolve) => probe.close(resolve));
    redis = redisUp();
    await start({ REDIS_URL: `redis://127.0.0.1:${port}` });
  });
  afterAll(async () => {
    await app.close();
    await closeDatabase(app);
    redis.kill('SIGKILL');
  });

  it('is optional: up, degraded while it is away, up again', async () => {
    const state = async (wanted: string) => expect((await ready()).body.dependencies['redis']).toMatchObject({ state: wanted, required: false });
    await eventually(() => state('up'));
    redis.kill('SIGSTOP');
    await eventually(() => state('degraded'));
    expect((await ready()).status).toBe(200);
    redis.kill('SIGCONT');
    await eventually(() => state('up'));
  }, 40_000);
});
