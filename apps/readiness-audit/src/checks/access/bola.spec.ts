import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { audit } from '../../audit.ts';
import { Lab } from '../../gather/lab.ts';
import type { Outcome } from '../../judge/outcome.ts';
import type { TargetFile } from '../../target/target-file.ts';
import { bola } from './bola.ts';

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const done = { responses: { 200: { description: 'Done' } } };
const operation = (operationId: string, ...parameters: readonly unknown[]): unknown => ({ operationId, parameters, ...done });
const documentOf = ({ isOpen = false }: Notes): unknown => ({ openapi: '3.1.0', info: { title: 'Notes', version: '1' }, security: [{ key: [] }], components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } } }, paths: { '/copies': { post: operation('copy') }, '/notes': { post: operation('make'), get: { ...operation('list') as object, ...(isOpen ? { security: [] } : {}) } }, '/notes/{id}': { get: operation('read', id), delete: operation('remove', id) } } });

interface Notes {
  /** Whether everybody may read what is there. */
  readonly isShared: boolean;
  /** What a stranger's DELETE does: nothing but a 204, or what it says. */
  readonly deletes: 'pretends' | 'really';
  /** Everybody's list shows everybody's notes. */
  readonly listsAll: boolean;
  /** The list asks for no credentials. */
  readonly isOpen?: boolean;
}

/** Notes of two people, who are told by their keys. */
function notes(wanted: Notes): (request: IncomingMessage, response: ServerResponse) => void {
  const { isShared, deletes, listsAll } = wanted;
  const kept = new Map([['reference', 'nobody']]);
  let made = 0;
  return ({ method = '', url = '', headers: { 'x-api-key': who = '' } }, response) => {
    const answer = (status: number, value?: unknown): void => void response.writeHead(status, { 'Content-Type': 'application/json' }).end(value === undefined ? '' : JSON.stringify(value));
    const one = /^\/notes\/(.+)$/.exec(url)?.[1];
    if (url === '/openapi.json') return answer(200, documentOf(wanted));
    if (url === '/copies') return answer(201, { id: 'copy-1', of: 'reference' });
    if (method === 'POST') {
      made += 1;
      kept.set(`note-${made}`, String(who));
      return answer(201, { id: `note-${made}`, madeLike: 'reference' });
    }
    if (one === undefined) return answer(200, { items: [...kept].filter(([, owner]) => listsAll || owner === who).map(([name]) => ({ id: name })) });
    const isTheirs = kept.get(one) === who;
    if (!kept.has(one)) return answer(404, {});
    if (method === 'GET') return isTheirs || isShared ? answer(200, { id: one, text: 'private' }) : answer(404, {});
    if (isTheirs || deletes === 'really') kept.delete(one);
    return answer(204);
  };
}

async function outcomeOf(wanted: Notes, target: Partial<TargetFile> = {}): Promise<Outcome | undefined> {
  const server = createServer(notes(wanted));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const accounts = { anna: { role: 'writer', headers: { 'X-Api-Key': 'key of anna' } }, bert: { role: 'writer', headers: { 'X-Api-Key': 'key of bert' } } };
  try {
    const { outcomes } = await audit(new Lab({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, name: 'notes', folder: '/', accounts, ...target }), [bola]);
    return outcomes.get('access.bola');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('access.bola', () => {
  it('finds what a stranger reads and takes away', async () => {
    expect(await outcomeOf({ isShared: true, deletes: 'really', listsAll: false })).toMatchObject({ outcome: 'fail', findings: [{ subject: 'GET /notes/{id}' }, { subject: 'DELETE /notes/{id}' }] });
  });

  it('finds what the owner has made and everybody reads, also where everybody\'s list shows it, unless it is said to be shared', async () => {
    const wanted = { isShared: true, deletes: 'pretends', listsAll: true } as const;
    expect(await outcomeOf(wanted)).toMatchObject({ outcome: 'fail', findings: [{ subject: 'GET /notes/{id}', problem: expect.stringContaining('`shared` of the target file') as unknown }] });
    expect(await outcomeOf(wanted, { shared: ['read'] })).toMatchObject({ outcome: 'pass', population: { count: 1 } });
  });

  it('neither blames nor counts who reads what nobody is known to own, though another answer names it', async () => {
    const samples = { read: { params: { id: 'reference' }, as: 'anna' } };
    expect(await outcomeOf({ isShared: true, deletes: 'pretends', listsAll: true }, { samples })).toMatchObject({ outcome: 'pass', population: { count: 1 }, evidence: [{ text: expect.stringContaining('remove') as unknown }, { text: expect.stringContaining('not measured: 1') as unknown }] });
  });

  it('says nothing of what anybody\'s list shows without credentials', async () => {
    expect(await outcomeOf({ isShared: true, deletes: 'pretends', listsAll: true, isOpen: true })).toMatchObject({ outcome: 'pass', population: { count: 1 } });
  });

  it('says nothing of what was made by a request that names the other account', async () => {
    const samples = { make: { body: { sharedWith: ['bert'] }, as: 'anna' } };
    expect(await outcomeOf({ isShared: true, deletes: 'really', listsAll: true }, { samples })).toMatchObject({ outcome: 'not-available', reason: expect.stringContaining('whose it is') as unknown });
  });

  it('does not take a 204 that did nothing for a deed', async () => {
    expect(await outcomeOf({ isShared: false, deletes: 'pretends', listsAll: false })).toMatchObject({ outcome: 'pass', population: { count: 2 } });
  });

  it('says nothing of objects of which nobody is known to own them, as those that a copy only names, nor of those who look after all', async () => {
    const samples = { make: { path: '/nowhere', as: 'carl' }, read: { params: { id: 'reference' }, as: 'anna' }, remove: { path: '/nowhere', as: 'carl' } };
    expect(await outcomeOf({ isShared: true, deletes: 'pretends', listsAll: false }, { samples })).toMatchObject({ outcome: 'not-available', reason: expect.stringContaining('whose it is') as unknown });
    const accounts = { anna: { role: 'admin', headers: { 'X-Api-Key': 'key of anna' } }, bert: { role: 'admin', headers: { 'X-Api-Key': 'key of bert' } } };
    expect(await outcomeOf({ isShared: true, deletes: 'really', listsAll: false }, { accounts })).toMatchObject({ outcome: 'not-available' });
    expect(await outcomeOf({ isShared: true, deletes: 'really', listsAll: false }, { shared: ['read', 'remove'] })).toMatchObject({ outcome: 'not-applicable' });
  });
});
