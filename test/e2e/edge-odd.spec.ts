import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findings } from '../contract/answers.js';
import { DOCUMENT } from '../contract/document.js';
import { World } from '../contract/world.js';
import { loggedUpToNow } from '../fixtures/log-marker.js';
import { type RawAnswer, sendRaw } from '../fixtures/raw-socket.js';
import { oddRequests } from './odd-requests.js';

const NAMES = oddRequests({ token: 'a.b.c', assessmentId: 'x' }).map(({ name }) => name);
const SECURITY = ['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy', 'x-request-id', 'traceparent'];

describe.each(['fast', 'stock'] as const)('odd requests to the %s edge', (edge) => {
  let world: World;
  let context: { token: string; assessmentId: string };

  beforeAll(async () => {
    world = await World.start(edge);
    const owner = await world.person('client');
    context = { token: owner.token, assessmentId: (await world.draft(owner)).id };
  }, 90_000);

  afterAll(() => world.stop(), 60_000);

  const verdictOf = ({ status, body }: RawAnswer): string => (status < 400 ? String(status) : `${status} ${(JSON.parse(body) as { code: string }).code}`);

  it('are at least sixty', () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(NAMES).size).toBe(NAMES.length);
  });

  it.each(NAMES)('%s gets one answer of the envelope', async (name) => {
    const odd = oddRequests(context).find((one) => one.name === name);
    if (odd === undefined) throw new Error(`There is no odd request ${name}.`);
    const answer = await sendRaw(world.service.port, odd.bytes, { halfClose: odd.halfClose === true });
    expect(verdictOf(answer)).toBe(odd.verdict);
    expect(answer.answers).toBe(1);
    expect([SECURITY.filter((header) => answer.headers[header] === undefined), answer.headers]).toEqual([[], answer.headers]);
    if (answer.status < 400) return;
    if (answer.status === 405) expect(answer.headers['allow']).toMatch(/\bGET\b.*\bOPTIONS\b/);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(findings({ ...DOCUMENT.components.schemas['Problem'], additionalProperties: true }, JSON.parse(answer.body))).toEqual([]);
    expect((JSON.parse(answer.body) as { requestId: string }).requestId).toBe(answer.headers['x-request-id']);
  }, 20_000);

  it('leave the process alive, and nothing in the log at error', async () => {
    expect(world.service.isRunning()).toBe(true);
    expect((await world.client.send({ method: 'GET', path: '/health' })).status).toBe(200);
    await loggedUpToNow(world.service, world.client);
    expect(world.service.logLines().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
});
