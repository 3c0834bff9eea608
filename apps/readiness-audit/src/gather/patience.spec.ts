import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Exchange, Fields } from '../http/exchange.ts';
import { Lab } from './lab.ts';
import { Patience, windowLeft } from './patience.ts';

const NOW = Date.UTC(2026, 9, 21, 7, 28, 0);
const refusal = (...headers: Fields): Exchange => ({ id: 'x1', at: '', ms: 1, request: { method: 'GET', url: 'http://service.test/', headers: [] }, answer: { status: 429, headers, body: '', bytes: 0 } });

describe('the window of a rate limit', () => {
  it.each([
    [[['Retry-After', '2']], 2_000],
    [[['Retry-After', 'Wed, 21 Oct 2026 07:28:05 GMT']], 5_000],
    [[['RateLimit', '"default";r=0;t=7']], 7_000],
    [[['RateLimit', 'limit=10, remaining=0, reset=8']], 8_000],
    [[['RateLimit-Reset', '9']], 9_000],
    [[['X-RateLimit-Reset', String(NOW / 1_000 + 3)]], 3_000],
    [[['X-RateLimit-Reset-login', '4']], 4_000],
    [[['Retry-After', 'soon']], undefined],
    [[], undefined],
  ] as const)('is read of %j', (headers, ms) => {
    expect(windowLeft(refusal(...headers), NOW)).toBe(ms);
  });
});

/** A lab at a service that refuses so many requests, each with a Retry-After of so many seconds. */
async function inLab<T>(refusals: number, retryAfter: string, use: (lab: Lab) => Promise<T>): Promise<T> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(asked > refusals ? 200 : 429, { 'Retry-After': retryAfter }).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const lab = new Lab({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, name: 'busy', folder: '/' });
  try {
    return await use(lab);
  } finally {
    await lab.leave();
    server.closeAllConnections();
    server.close();
  }
}

describe('patience', () => {
  const request = { method: 'GET', path: '/' };

  it('waits out one window after another', async () => {
    const { answer, isTried } = await inLab(2, '0', async (lab) => {
      const patience = new Patience(lab, 5_000);
      return { ...(await patience.send(request)), isTried: patience.isTried };
    });
    expect([answer?.status, isTried]).toEqual([200, true]);
  });

  it.each([['60', 90_000], ['2', 1_000], ['soon', 5_000]])('does not wait where Retry-After is %s and it is worth %d ms', async (retryAfter, ms) => {
    const begun = performance.now();
    const { answer, isTried } = await inLab(1, retryAfter, async (lab) => {
      const patience = new Patience(lab, ms);
      return { ...(await patience.send(request)), isTried: patience.isTried };
    });
    expect([answer?.status, isTried]).toEqual([429, false]);
    expect(performance.now() - begun).toBeLessThan(1_500);
  });
});
