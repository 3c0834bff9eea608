import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Global, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Clock, ConfigModule, readConfig } from '@plumbline/config';
import { closeDatabase, DatabaseModule } from '@plumbline/database';
import { mergeProblems, Problem, PROBLEMS } from '@plumbline/problems';
import { edgeApp } from '../../../../test/fixtures/edge-app.js';
import { Authenticator, CommonModule, Operation, type Principal, roleBits, type Scope, SCOPES } from '../index.js';
import { scopeOf } from './scopes.js';

const NOW = Date.parse('2026-03-14T09:00:00.000Z');

/** Stands under ids of the real table, whose access rules it so borrows. */
@Controller('things')
class ThingsController {
  @Operation('users.setRoles', { summary: 'Asks for a step-up' })
  @Post('marked')
  marked() {
    return {};
  }

  @Operation('users.getMe', { summary: 'For people alone' })
  @Get('own')
  own() {
    return {};
  }

  @Operation('assessments.list', { summary: 'Reads' })
  @Get()
  list() {
    return {};
  }

  @Operation('assessments.start', { summary: 'Writes' })
  @Post()
  start() {
    return {};
  }
}

const principal = (credential: Principal['credential'], roles: Principal['roles'] = ['admin', 'client']): Principal => ({ userId: 'u1', credential, roles, roleBits: roleBits(roles) });
const session = (steppedUpAt?: number) => ({ kind: 'session', sessionId: 's1', steppedUpAt }) as const;
const key = (apiKeyId: string, ...scopes: readonly Scope[]) => ({ kind: 'api-key', apiKeyId, scopes: new Set(scopes) }) as const;

const CALLERS: Readonly<Record<string, Principal>> = {
  never: principal(session()),
  justNow: principal(session(NOW)),
  fiveMinutesAgo: principal(session(NOW - 300_000)),
  longer: principal(session(NOW - 300_001)),
  client: principal(session(NOW), ['client']),
  reader: principal(key('k1', 'assessments:read')),
  other: principal(key('k2', 'assessments:read', 'businesses:write')),
  agencysKey: principal(key('k3', 'assessments:read'), ['agency']),
};

class Callers extends Authenticator {
  enrolled = true;

  override authenticate(token: string): Principal {
    const found = CALLERS[token];
    if (found === undefined) throw new Problem(PROBLEMS.UNAUTHENTICATED);
    return found;
  }

  override hasSecondFactor(): Promise<boolean> {
    return Promise.resolve(this.enrolled);
  }
}

const callers = new Callers();

@Global()
@Module({ providers: [{ provide: Authenticator, useValue: callers }], exports: [Authenticator] })
class IdentityOfTestsModule {}

@Global()
@Module({ providers: [{ provide: Clock, useValue: { now: () => new Date(NOW) } }], exports: [Clock] })
class StandingClockModule {}

async function start(edgeKind: 'fast' | 'stock'): Promise<NestFastifyApplication> {
  const secret = () => randomBytes(32).toString('base64');
  const config = readConfig({ MONGODB_URI: process.env['PLUMBLINE_TEST_MONGODB'] ?? '', DATA_KEYS: `k:${secret()}`, BLIND_INDEX_KEY: secret(), TOKEN_SIGNING_KEYS: `t:${secret()}`, CERTIFICATE_SIGNING_KEYS: `c:${secret()}`, AUDIT_SIGNING_KEYS: `a:${secret()}`, COOKIE_KEY: secret(), EDGE: edgeKind, LOG_LEVEL: 'silent', TRUSTED_PROXIES: '127.0.0.1' });
  const catalogue = mergeProblems(PROBLEMS);
  @Module({ imports: [StandingClockModule, ConfigModule.forRoot(config), DatabaseModule.forRoot(), CommonModule.forRoot(catalogue), IdentityOfTestsModule], controllers: [ThingsController] })
  class AppModule {}
  return (await edgeApp(AppModule, { config, problems: catalogue })).app;
}

describe.each(['fast', 'stock'] as const)('at the %s edge', (kind) => {
  let app: NestFastifyApplication;
  let addresses = 0;
  const newAddress = () => `10.0.${(addresses += 1) >> 8}.${addresses & 255}`;

  beforeAll(async () => {
    app = await start(kind);
  });
  afterAll(async () => {
    await app.close();
    await closeDatabase(app);
  });
  beforeEach(() => {
    callers.enrolled = true;
  });

  const send = (method: 'GET' | 'POST', url: string, who: string) => app.inject({ method, url, headers: { authorization: `Bearer ${who}`, 'x-forwarded-for': newAddress() } });
  const refusal = async (method: 'GET' | 'POST', url: string, who: string) => {
    const answer = await send(method, url, who);
    const { code, detail } = answer.json<{ code: string; detail: string }>();
    return [answer.statusCode, code, detail];
  };

  describe('a marked operation', () => {
    it.each(['justNow', 'fiveMinutesAgo'])('takes a session whose second factor was shown %s', async (who) => {
      expect((await send('POST', '/things/marked', who)).statusCode).toBe(200);
    });

    it.each(['never', 'longer'])('asks for a fresh one when it was shown %s, as RFC 9470 says', async (who) => {
      const answer = await send('POST', '/things/marked', who);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="plumbline", error="insufficient_user_authentication", error_description="A second factor shown within the last 5 minutes is needed.", max_age="300"');
      expect(answer.json()).toMatchObject({ code: 'STEP_UP_REQUIRED', methods: ['totp', 'recovery-code'], enrolled: true, detail: expect.stringContaining('/api/v1/auth/step-up') });
    });

    it('tells who has no second factor to enrol one', async () => {
      callers.enrolled = false;
      expect((await send('POST', '/things/marked', 'never')).json()).toMatchObject({ enrolled: false, detail: expect.stringContaining('/api/v1/auth/second-factor') });
    });

    it('takes no API key, which cannot show one', async () => {
      expect(await refusal('POST', '/things/marked', 'reader')).toEqual([403, 'FORBIDDEN', expect.stringContaining('an API key cannot')]);
    });

    it('asks for the role all the same', async () => {
      expect((await refusal('POST', '/things/marked', 'client')).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    });

    it('calls a token that is not good invalid, not stale', async () => {
      expect((await send('POST', '/things/marked', 'nobody')).headers['www-authenticate']).toBe('Bearer realm="plumbline", error="invalid_token"');
    });
  });

  describe('an API key', () => {
    it('opens what its scopes name', async () => {
      expect((await send('GET', '/things', 'reader')).statusCode).toBe(200);
    });

    it.each(['reader', 'other'])('opens nothing else, and the answer names what it lacks: %s', async (who) => {
      expect(await refusal('POST', '/things', who)).toEqual([403, 'FORBIDDEN', 'The API key lacks the scope `assessments:write`.']);
    });

    it('opens nothing that is for people alone', async () => {
      expect(await refusal('GET', '/things/own', 'reader')).toEqual([403, 'FORBIDDEN', 'No API key opens this operation. Log in.']);
    });

    it('may no more than its owner', async () => {
      expect((await refusal('GET', '/things', 'agencysKey')).slice(0, 2)).toEqual([403, 'FORBIDDEN']);
    });

    it('counts against a limit of its own, not its owner\'s', async () => {
      const statuses: number[] = [];
      for (let n = 0; n < 601; n += 1) statuses.push((await send('GET', '/things', 'reader')).statusCode);
      expect(statuses.at(-1)).toBe(429);
      expect((await send('GET', '/things', 'other')).statusCode).toBe(200);
      expect((await send('GET', '/things', 'justNow')).statusCode).toBe(200);
    });
  });
});

describe('scopes', () => {
  it('are the groups that programs may use, and nothing that makes keys, changes people or runs the place', () => {
    expect(SCOPES).toContain('assessments:write');
    expect(SCOPES.filter((scope) => /^(auth|users|operations|dev|docs)/.test(scope))).toEqual([]);
    expect([scopeOf('auth.createApiKey', 'write'), scopeOf('users.list', 'read'), scopeOf('operations.setLogLevel', 'write')]).toEqual([undefined, undefined, undefined]);
  });

  it('are refused when the controller loads where none was foreseen', () => {
    expect(() => scopeOf('auditLog.search', 'write')).toThrow('auditLog.search needs the scope auditLog:write');
  });
});
