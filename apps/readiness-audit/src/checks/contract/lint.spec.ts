import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { audit } from '../../audit.ts';
import { Lab } from '../../gather/lab.ts';
import type { Outcome } from '../../judge/outcome.ts';
import { lint } from './lint.ts';

const GOOD = { get: { operationId: 'read', responses: { 200: { description: 'Done' } } } };

/** @param paths of the document, beside one that is as it should be. */
async function outcomeOf(paths: Readonly<Record<string, unknown>>): Promise<Outcome | undefined> {
  const server = createServer((_, response) => void response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ openapi: '3.0.0', info: { title: 'Odd', version: '1' }, paths: { '/good': GOOD, ...paths } })));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const headers = { 'X-Api-Key': 'key of anna' };
  try {
    const { outcomes } = await audit(new Lab({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, name: 'odd', folder: '/', accounts: { anna: { role: 'reader', headers } } }), [lint]);
    return outcomes.get('contract.lint');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('contract.lint', () => {
  it.each([{ '/nothing': null }, { '/nothing': { get: null } }, { '/seven': 7 }])('reads the rest of a document that holds %j', async (paths) => {
    expect(await outcomeOf(paths)).toMatchObject({ outcome: 'fail', findings: expect.arrayContaining([{ subject: 'owasp:api4:2023-rate-limit', problem: expect.stringContaining('paths./good') as unknown }]) as unknown });
  });

  it('says that it could not look where the linter itself breaks', async () => {
    expect(await outcomeOf({ '/things/{7}': { get: { parameters: [{ in: 'path', name: 7 }] } } })).toMatchObject({ outcome: 'not-available', reason: expect.stringContaining('Spectral broke on the document') as unknown });
  });
});
