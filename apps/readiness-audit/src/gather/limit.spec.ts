import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Limit } from '../artifacts/limit.ts';
import type { Gathered } from '../artifacts/artifacts.ts';
import { enforced } from '../checks/rate/enforced.ts';
import { collect } from './collect.ts';
import { Lab } from './lab.ts';

const HEAVY = 'x'.repeat(300 * 1_024);
const MOST = 30;
const read = { responses: { 200: { description: 'Done' } } };

/** What is gathered of the limit of a service that has these paths. */
async function limitOf(...paths: readonly string[]): Promise<Gathered<unknown> | undefined> {
  let light = 0;
  const server = createServer(({ url = '' }, response) => {
    const answer = (status: number, value: unknown): void => void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    if (url === '/openapi.json') return answer(200, { openapi: '3.1.0', info: { title: 'Reports', version: '1' }, paths: Object.fromEntries(paths.map((path) => [path, { get: read }])) });
    if (!paths.includes(url)) return answer(404, {});
    if (url === '/all') return answer(200, { text: HEAVY });
    light += 1;
    return light > MOST ? answer(429, {}) : answer(200, { text: 'x' });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const accounts = { anna: { role: 'reader', headers: { 'X-Api-Key': 'key of anna' } } };
  const lab = new Lab({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, name: 'reports', folder: '/', accounts });
  try {
    return (await collect(lab, [enforced])).artifacts.limit;
  } finally {
    await lab.leave();
    server.closeAllConnections();
    server.close();
  }
}

describe('a limit', () => {
  it('is looked for where answers are light', async () => {
    expect(await limitOf('/all', '/one')).toMatchObject({ value: { subject: 'GET /one' } satisfies Partial<Limit> });
  });

  it('is not looked for where each answer is heavy', async () => {
    expect(await limitOf('/all')).toMatchObject({ outcome: 'not-available', reason: expect.stringContaining('at most 256 KiB within 5 s') as unknown });
  });
});
