import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Logger,
  Module,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { ConfigModule, readConfig } from '@plumbline/config';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { attachPolicy, type OperationPolicy } from '../operation/operation-policy.js';
import { AddressLimitGuard, PrincipalLimitGuard } from './limit-guards.js';
import type { RatePolicyName } from './policies.js';
import { RateLimitModule } from './rate-limit.module.js';
import { RateLimits } from './rate-limits.js';
import { RedisServer } from '../redis/redis-server.fixture.js';

@Controller()
class Routes {
  @Get('plain') plain(): string {
    return 'plain';
  }
  @Get('login') login(): string {
    return 'login';
  }
  @Get('ask') ask(): string {
    return 'ask';
  }
  @Get('probe') probe(): string {
    return 'probe';
  }
}

function limitedBy(handler: object, rateLimit: RatePolicyName | 'none'): void {
  attachPolicy(handler, { rateLimit } as OperationPolicy);
}
limitedBy(Routes.prototype.plain, 'default');
limitedBy(Routes.prototype.login, 'auth');
limitedBy(Routes.prototype.ask, 'ai');
limitedBy(Routes.prototype.probe, 'none');

/** Stands for authentication: the header says who calls. */
class HeaderAuthentication implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ principal: unknown; headers: Record<string, string> }>();
    if (request.headers['user'] !== undefined) request.principal = { userId: request.headers['user'], credential: { kind: 'session' } };
    return true;
  }
}

/** Stands for the layer that answers errors. */
@Catch()
class Answers implements ExceptionFilter {
  constructor(private readonly limits: RateLimits) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const [request, reply] = host.getArgs<[FastifyRequest, FastifyReply]>();
    let problem = error instanceof Problem ? error : undefined;
    if (error instanceof HttpException)
      problem = (await this.limits.limitUnguarded(request, reply)) ?? new Problem(PROBLEMS.NOT_FOUND);
    if (problem === undefined) throw error;
    if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', problem.retryAfterSeconds);
    await reply.code(problem.type.status).send({ code: problem.type.code });
  }
}

const ENVIRONMENT = {
  MONGODB_URI: 'mongodb://localhost/test',
  DATA_KEYS: `k1:${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`,
  BLIND_INDEX_KEY: Buffer.from('0123456789abcdef0123456789abcdef').toString('base64'),
  TOKEN_SIGNING_KEYS: `t1:${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`,
  CERTIFICATE_SIGNING_KEYS: `c1:${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`,
  AUDIT_SIGNING_KEYS: `a1:${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`,
  COOKIE_KEY: Buffer.from('0123456789abcdef0123456789abcdef').toString('base64'),
  TRUSTED_PROXIES: '10.0.0.0/8',
};

async function start(environment: Record<string, string>): Promise<NestFastifyApplication> {
  @Module({
    imports: [ConfigModule.forRoot(readConfig({ ...ENVIRONMENT, ...environment })), RateLimitModule],
    controllers: [Routes],
    providers: [
      { provide: APP_GUARD, useExisting: AddressLimitGuard },
      { provide: APP_GUARD, useClass: HeaderAuthentication },
      { provide: APP_GUARD, useExisting: PrincipalLimitGuard },
      { provide: APP_FILTER, inject: [RateLimits], useFactory: (limits: RateLimits) => new Answers(limits) },
    ],
  })
  class LimitedApp {}
  const testing = await Test.createTestingModule({ imports: [LimitedApp] }).compile();
  const adapter = new FastifyAdapter();
  adapter.getInstance().decorateRequest('principal', null).decorateRequest('countedByAddress', false);
  const app = testing.createNestApplication<NestFastifyApplication>(adapter);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

let redis: RedisServer;
/** No two tests share an address, for those with Redis share its counts. */
let addresses = 0;
beforeAll(async () => {
  Logger.overrideLogger(false);
  redis = await RedisServer.start();
});
afterAll(() => redis.kill());

describe.each([
  ['fast, in process', () => ({ EDGE: 'fast' })],
  ['stock, in process', () => ({ EDGE: 'stock' })],
  ['fast, in Redis', () => ({ EDGE: 'fast', REDIS_URL: redis.url })],
  ['stock, in Redis', () => ({ EDGE: 'stock', REDIS_URL: redis.url })],
])('rate limits at the edge: %s', (_, environment) => {
  let app: NestFastifyApplication;
  let address: string;

  beforeAll(async () => {
    app = await start(environment());
  });
  afterAll(() => app.close());
  beforeEach(() => {
    addresses += 1;
    address = `203.0.113.${addresses}`;
  });

  function get(url: string, { from = address, ...headers }: Record<string, string> = {}) {
    return app.inject({ url, headers, remoteAddress: from });
  }

  async function statuses(
    count: number,
    url: string,
    options: (n: number) => Record<string, string> = () => ({}),
  ): Promise<number[]> {
    const found: number[] = [];
    for (let n = 0; n < count; n += 1) found.push((await get(url, options(n))).statusCode);
    return found;
  }

  it('says the policy and what is left on every limited answer', async () => {
    const first = await get('/plain');
    expect(first.headers['ratelimit-policy']).toBe('"default";q=300;w=60');
    expect(first.headers['ratelimit']).toMatch(/^"default";r=299;t=([1-9]|[1-5]\d|60)$/);
    expect((await get('/plain')).headers['ratelimit']).toMatch(/^"default";r=298;/);
  });

  it('answers 429 with Retry-After and the fields, t no earlier than Retry-After', async () => {
    expect(await statuses(20, '/login')).toEqual(Array(20).fill(200));
    const refused = await get('/login');
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toEqual({ code: 'RATE_LIMITED' });
    expect(refused.headers['ratelimit-policy']).toBe('"auth";q=20;w=60');
    expect(refused.headers['ratelimit']).toBe(`"auth";r=0;t=${refused.headers['retry-after']}`);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  });

  it('counts each policy for itself and each address for itself', async () => {
    await statuses(21, '/login');
    expect((await get('/plain')).statusCode).toBe(200);
    expect((await get('/login', { from: '198.51.100.1' })).statusCode).toBe(200);
  });

  it('cannot be reset by X-Forwarded-For from a client', async () => {
    const forged = await statuses(25, '/login', (n) => ({ 'x-forwarded-for': `198.51.100.${n}` }));
    expect(forged.filter((status) => status === 429)).toHaveLength(5);
  });

  it('cannot be reset by entries that a client puts before those of a trusted proxy', async () => {
    const forged = await statuses(25, '/login', (n) => ({
      from: '10.0.0.1',
      'x-forwarded-for': `198.51.100.${n}, ${address}`,
    }));
    expect(forged.filter((status) => status === 429)).toHaveLength(5);
  });

  it('counts a /64 of IPv6 as one client, and its neighbour as another', async () => {
    const spread = await statuses(25, '/login', (n) => ({ from: `2001:db8:${addresses}:1::${n.toString(16)}` }));
    expect(spread.filter((status) => status === 429)).toHaveLength(5);
    expect((await get('/login', { from: `2001:db8:${addresses}:2::1` })).statusCode).toBe(200);
  });

  it('counts an IPv4 address and its mapped IPv6 spelling as one', async () => {
    await statuses(20, '/login');
    expect((await get('/login', { from: `::ffff:${address}` })).statusCode).toBe(429);
  });

  it('counts a principal wherever they call from, and tells the tighter limit', async () => {
    const user = `user-${address}`;
    const first = await get('/ask', { user });
    expect(first.headers['ratelimit']).toMatch(/^"ai";r=19;/);
    const others = await statuses(24, '/ask', (n) => ({ user, from: `198.51.100.${n + 100}` }));
    expect(others.filter((status) => status === 429)).toHaveLength(5);
    expect((await get('/ask', { user: `${user}-other` })).statusCode).toBe(200);
  });

  it("leaves the address's fields where those are tighter", async () => {
    const answer = await get('/plain', { user: `user-${address}` });
    expect(answer.headers['ratelimit']).toMatch(/^"default";r=299;/);
    expect(answer.headers['ratelimit-policy']).toBe('"default";q=300;w=60');
  });

  it('exempts probes', async () => {
    const answer = await get('/probe');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['ratelimit']).toBeUndefined();
  });

  it('counts requests that match no route under the default limit', async () => {
    const missed = await get('/nowhere');
    expect(missed.statusCode).toBe(404);
    expect(missed.headers['ratelimit']).toMatch(/^"default";r=299;/);
    expect((await get('/plain')).headers['ratelimit']).toMatch(/^"default";r=298;/);
    const all = await statuses(300, '/nowhere');
    expect(all.filter((status) => status === 429)).toHaveLength(2);
  });

  it('limits clients without an address together, by a stricter limit, without failing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'limits-'));
    const socketPath = join(folder, 'http.sock');
    const through = await start(environment());
    await through.listen({ path: socketPath });
    const answers: (number | undefined)[] = [];
    let fields: string | undefined;
    for (let n = 0; n < 6; n += 1) {
      const [answer] = (await once(httpRequest({ socketPath, path: '/login', agent: false }).end(), 'response')) as [
        IncomingMessage,
      ];
      answer.resume();
      answers.push(answer.statusCode);
      fields = String(answer.headers['ratelimit-policy']);
    }
    await through.close();
    rmSync(folder, { recursive: true });
    expect(answers.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
    expect(new Set(answers)).toEqual(new Set(answers.includes(200) ? [200, 429] : [429]));
    expect(fields).toBe('"auth-absent";q=4;w=60');
  });
});

it('multiplies every quota by RATE_LIMIT_FACTOR', async () => {
  const app = await start({ RATE_LIMIT_FACTOR: '1000' });
  const answer = await app.inject({ url: '/login', remoteAddress: '203.0.113.1' });
  await app.close();
  expect(answer.headers['ratelimit']).toMatch(/^"auth";r=19999;/);
});
