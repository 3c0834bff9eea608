import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { audit } from '../../audit.ts';
import { Lab } from '../../gather/lab.ts';
import type { Outcome } from '../../judge/outcome.ts';
import { bearerOf } from '../../gather/credentials.ts';
import { refreshReuse } from './refresh-reuse.ts';
import { revoke } from './revoke.ts';

const done = { responses: { 200: { description: 'Done' } } };
const guarded = { security: [], parameters: [{ name: 'X-CSRF', in: 'header', required: true, schema: { const: '1' } }], ...done };
const DOCUMENT = { openapi: '3.1.0', info: { title: 'Sessions', version: '1' }, security: [{ bearer: [] }], components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } }, paths: { '/auth/login': { post: { security: [], ...done } }, '/auth/refresh': { post: guarded }, '/auth/logout': { post: guarded }, '/me': { get: done } } };

interface Family {
  current: string;
  previous?: string;
  access: string;
}

/** Refresh tokens in a cookie, which a field must accompany; the one before the last gives the last one once more, as for sibling tabs. */
function service({ forgetsFamilies = false, keepsAccess = false }: { readonly forgetsFamilies?: boolean; readonly keepsAccess?: boolean }): (request: IncomingMessage, response: ServerResponse) => void {
  let families: Family[] = [];
  const all: Family[] = [];
  return (request, response) => {
    const { url = '', headers } = request;
    const answer = (status: number, value: unknown = {}, fields: Record<string, string> = {}): void => void response.writeHead(status, { 'Content-Type': 'application/json', ...fields }).end(JSON.stringify(value));
    const signIn = (family: Family): void => answer(200, { accessToken: family.access }, { 'Set-Cookie': `app_refresh=${family.current}; HttpOnly; SameSite=Strict; Path=/auth` });
    const token = /app_refresh=([\w-]+)/.exec(headers.cookie ?? '')?.[1];
    if (url === '/openapi.json') return answer(200, DOCUMENT);
    if (url === '/me') {
      const bearer = bearerOf({ method: 'GET', path: url, headers: [['Authorization', headers.authorization ?? '']] });
      return (keepsAccess ? all : families).some(({ access }) => access === bearer) ? answer(200, { name: 'anna' }) : answer(401);
    }
    if (url === '/auth/login') {
      const family = { current: randomUUID(), access: randomUUID() };
      families.push(family);
      all.push(family);
      return signIn(family);
    }
    if (headers['x-csrf'] !== '1') return answer(403);
    const family = families.find(({ current, previous }) => current === token || previous === token);
    if (family === undefined) {
      if (!forgetsFamilies) families = [];
      return answer(401);
    }
    if (url === '/auth/logout') {
      families = families.filter((one) => one !== family);
      return answer(200);
    }
    if (family.current === token) [family.previous, family.current] = [family.current, randomUUID()];
    return signIn(family);
  };
}

async function outcomesOf(wanted: Parameters<typeof service>[0]): Promise<readonly (Outcome | undefined)[]> {
  const server = createServer(service(wanted));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const accounts = { anna: { role: 'user', variables: { password: 'a long password' } }, spare: { role: 'user', spare: true, variables: { password: 'a long password' } } };
  try {
    const { outcomes } = await audit(new Lab({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, name: 'sessions', folder: '/', accounts, login: { method: 'POST', path: '/auth/login', body: { password: '{{password}}' }, token: '/accessToken' } }), [revoke, refreshReuse]);
    return [outcomes.get('access.revoke'), outcomes.get('access.refresh-reuse')];
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('sessions that are kept in a cookie', () => {
  it('are ended by their own cookie, and a grace for sibling tabs is no reuse', async () => {
    expect(await outcomesOf({})).toMatchObject([{ outcome: 'pass' }, { outcome: 'pass' }]);
  });

  it('are found to live on where they do', async () => {
    expect(await outcomesOf({ forgetsFamilies: true, keepsAccess: true })).toMatchObject([{ outcome: 'fail', findings: [{ subject: 'GET /me' }] }, { outcome: 'fail', findings: [{ subject: 'POST /auth/refresh', problem: expect.stringContaining('lives on') as unknown }] }]);
  });
});
