import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../fixtures/eventually.js';
import { type Exchange, HttpClient, startLoad, tally, type Turn } from '../fixtures/load.js';
import { type LogLine, type Service, startService } from '../fixtures/service.js';
import { figure } from './figures.fixture.js';
import { AnswerWriter } from './writers.fixture.js';

const GRACE_MS = 1_200;
const DRAIN_MS = 6_000;
/** What the steps behind the drain may take: modules, database, log. */
const CLOSE_MS = 3_000;
const SLOW_MS = 700;
const LIMITLESS = { RATE_LIMIT_FACTOR: '1000' };

let service: Service;
afterEach(() => void service.stop('SIGKILL'));

function start(graceMs: number, drainMs: number): Promise<Service> {
  return startService({ env: { ...LIMITLESS, SHUTDOWN_GRACE_MS: String(graceMs), SHUTDOWN_DRAIN_MS: String(drainMs) } });
}

/** Lines that tell of a complete answer; 499 is one that the client did not wait for. The mails of the arrangement are read by clients of their own. */
function answerLines(): readonly LogLine[] {
  return service.logLines().filter(({ route, status }) => route !== undefined && route !== '/dev/mails' && status !== undefined && status !== 499);
}

/** Repeats its turn until nobody listens any more: then the client has gone to another instance. */
function untilRefused(turn: Turn): Turn {
  let refused = false;
  return async () => {
    if (refused) return undefined;
    const exchange = await turn();
    refused = exchange?.status === undefined;
    return exchange;
  };
}

/** Fast readers, writers, and people whose request takes its time to arrive, each on a connection that is kept. */
async function crowd(): Promise<{ readonly clients: readonly HttpClient[]; readonly writers: readonly AnswerWriter[]; readonly turns: readonly Turn[] }> {
  const writers = await Promise.all(Array.from({ length: 6 }, () => AnswerWriter.start(service.url)));
  const readers = Array.from({ length: 10 }, () => new HttpClient(service.url));
  const slow = Array.from({ length: 6 }, () => new HttpClient(service.url));
  const wrongLogin = { email: 'nobody@faults.test', password: 'plumb line in the wind' };
  const turns = [
    ...writers.map((writer) => () => writer.turn()),
    ...readers.map((client) => () => client.send('/api/v1/assessments/catalogue')),
    ...slow.map((client) => () => client.send('/api/v1/auth/login', { method: 'POST', json: wrongLogin, pauseMs: SLOW_MS })),
  ];
  return { clients: [...writers.map(({ client }) => client), ...readers, ...slow], writers, turns: turns.map(untilRefused) };
}

/** A request that a connection had taken and that got no complete answer. */
function dropped(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter(({ status, sent }) => status === undefined && sent);
}

describe('SIGTERM under load', () => {
  it('drops no request and no log line, says at once that it is not ready, and ends with 0; a second one changes nothing', async () => {
    service = await start(GRACE_MS, DRAIN_MS);
    const { clients, writers, turns } = await crowd();
    const load = startLoad(turns, 5);
    await eventually(() => writers.every(({ acknowledged }) => acknowledged > 5));
    const probe = new HttpClient(service.url);
    const begun = performance.now();
    const ended = service.stop();
    const ready = await probe.send('/ready');
    const readyMs = performance.now() - begun;
    expect(ready).toMatchObject({ status: 503, body: { code: 'SHUTTING_DOWN' } });
    expect(ready.headers['retry-after']).toBeDefined();
    expect(await probe.send('/health')).toMatchObject({ status: 200 });
    expect(await probe.send('/api/v1/assessments/catalogue')).toMatchObject({ status: 200 });
    await delay(300);
    void service.stop('SIGTERM');
    expect(await ended).toBe(0);
    const endedMs = performance.now() - begun;
    const exchanges = await load.stop();
    expect(dropped(exchanges)).toEqual([]);
    expect(exchanges.filter(({ status }) => status !== undefined && status >= 500)).toEqual([]);
    const inGrace = exchanges.filter(({ at, status }) => at > begun && status === 200);
    expect(inGrace.length).toBeGreaterThan(10);
    expect(endedMs).toBeLessThan(GRACE_MS + DRAIN_MS + CLOSE_MS);
    const answers = [...clients, probe].reduce((sum, { answered }) => sum + answered, 0);
    const lines = answerLines();
    expect(lines).toHaveLength(answers);
    const logged = new Set(lines.map(({ requestId }) => requestId));
    expect(exchanges.filter(({ status, headers }) => status !== undefined && !logged.has(headers['x-request-id'] as string))).toEqual([]);
    const again = service.logLines().filter(({ msg }) => /^SIGTERM again/.test(msg));
    expect(again).toHaveLength(1);
    figure('SIGTERM under load', { readyMs, endedMs, sent: exchanges.length, ...tally(exchanges), answeredInGraceAndDrain: inGrace.length, dropped: 0, answers, requestLines: lines.length });
  }, 60_000);

  it('cuts what outlasts the drain, says how many, and ends with 1', async () => {
    service = await start(0, 800);
    const stuck = [1, 2, 3].map(() => new HttpClient(service.url));
    const login = { email: 'nobody@faults.test', password: 'plumb line in the wind' };
    const waiting = stuck.map((client) => client.send('/api/v1/auth/login', { method: 'POST', json: login, pauseMs: 8_000 }));
    const probe = new HttpClient(service.url);
    await eventually(async () => expect(String((await probe.send('/metrics')).body)).toMatch(/^http_server_requests_in_flight 4$/m));
    const begun = performance.now();
    expect(await service.stop()).toBe(1);
    const endedMs = performance.now() - begun;
    expect(endedMs).toBeLessThan(800 + CLOSE_MS);
    expect((await Promise.all(waiting)).map(({ status, failure }) => status ?? failure)).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET']);
    expect(service.logLines().filter(({ level }) => level === 'error').map(({ msg }) => msg)).toEqual(['The shutdown could not finish all requests: 3 requests were cut off.']);
    figure('drain limit of 800 ms exceeded', { endedMs, cut: 3 });
  }, 30_000);
});
