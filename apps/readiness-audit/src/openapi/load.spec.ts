import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gatherDocument } from '../gather/gather-document.ts';
import { Lab } from '../gather/lab.ts';
import { Unavailable } from '../gather/unavailable.ts';
import type { TargetFile } from '../target/target-file.ts';
import type { ApiDocument } from './document.ts';
import { documentInFile, documentOf, readAsDocument } from './load.ts';
import { makeValue } from './make-value.ts';
import { schemasOf } from './schemas.ts';

type Json = Record<string, unknown>;

const ok = { 200: { description: 'Done' } };
const paths = { '/things': { get: { operationId: 'things.list', responses: ok } } };
const openapi = (more: Json = {}): Json => ({ openapi: '3.1.0', info: { title: 'Things', version: '1' }, paths, ...more });
const load = (raw: Json): Promise<ApiDocument> => documentOf(raw, { source: 'here' });

describe('a document of OpenAPI', () => {
  it.each([
    ['3.1', openapi()],
    ['3.0', openapi({ openapi: '3.0.3' })],
    ['2.0', { swagger: '2.0', info: { title: 'Things', version: '1' }, paths }],
  ])('of %s is read and valid', async (_, raw) => {
    expect(await load(raw)).toMatchObject({ title: 'Things', problems: [], operations: [{ id: 'things.list', method: 'GET', path: '/things', security: 'none' }] });
  });

  it('is refused in words when its version is another', async () => {
    await expect(load(openapi({ openapi: '4.0.0' }))).rejects.toThrow('The document at here is of OpenAPI 4.0.0; the audit reads 2.0, 3.0 and 3.1.');
  });

  it('is refused in words when it names no operation', async () => {
    await expect(load(openapi({ paths: {} }))).rejects.toThrow('The document at here names no operation.');
  });

  it.each([
    ['operations that are no objects', { '/things': { get: 'no', post: { operationId: 'things.create', responses: ok } } }],
    ['parameters that are no list', { '/things': { post: { operationId: 'things.create', parameters: 'no', responses: ok } } }],
    ['refs that lead nowhere', { '/things': { post: { operationId: 'things.create', requestBody: { $ref: '#/components/requestBodies/Nothing' }, responses: ok } } }],
    ['no answers', { '/things': { post: { operationId: 'things.create' } } }],
  ])('is read as far as it goes, with its problems, when it is broken: %s', async (_, broken) => {
    const document = await load(openapi({ openapi: '3.0.3', paths: broken }));
    expect(document.operations.map(({ id }) => id)).toEqual(['things.create']);
    expect(document.problems.length).toBeGreaterThan(0);
  });

  it('may contain itself', async () => {
    const tree = { type: 'object', required: ['name'], properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } } };
    const document = await load(openapi({ components: { schemas: { Tree: tree, Ring: { $ref: '#/components/schemas/Ring' } } } }));
    expect(document.problems).toEqual([]);
    expect(makeValue(document, '#/components/schemas/Tree')).toEqual({ name: 'audit' });
    expect(makeValue(document, '#/components/schemas/Ring')).toBeUndefined();
    expect(schemasOf(document).errors('#/components/schemas/Tree', { name: 'root', children: [{ name: 'leaf', children: [{ name: 7 }] }] })).toEqual(['/children/0/children/0/name must be string']);
  });

  it('makes values where it has no examples', async () => {
    const body = { type: 'object', required: ['email', 'size', 'kind'], properties: { email: { type: 'string', format: 'email' }, size: { type: 'integer', minimum: 3 }, kind: { enum: ['big', 'small'] }, note: { type: 'string' } } };
    const document = await load(openapi({ components: { schemas: { Body: body } } }));
    expect(makeValue(document, '#/components/schemas/Body')).toEqual({ email: expect.stringContaining('@'), size: 3, kind: 'big' });
    expect(document.operations[0]?.answers[0]?.content).toEqual({});
  });

  it('may be of 500 operations', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, place) => [`/things${place}/{id}`, { get: { operationId: `things.${place}`, parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }], responses: ok } }]));
    const document = await load(openapi({ paths: many }));
    expect(document.operations).toHaveLength(500);
    expect(document.problems).toEqual([]);
  });

  it('of 3.0 has its schemas translated', async () => {
    const schema = { type: 'object', properties: { name: { type: 'string', nullable: true }, size: { type: 'integer', minimum: 0, exclusiveMinimum: true } } };
    const document = await load(openapi({ openapi: '3.0.3', components: { schemas: { Thing: schema } } }));
    const schemas = schemasOf(document);
    expect(schemas.errors('#/components/schemas/Thing', { name: null, size: 1 })).toEqual([]);
    expect(schemas.errors('#/components/schemas/Thing', { size: 0 })).toEqual(['/size must be > 0']);
  });

  it('of 2.0 has its bodies, forms and answers translated', async () => {
    const thing = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
    const document = await load({
      swagger: '2.0', info: { title: 'Things', version: '1' }, basePath: '/v1', definitions: { Thing: thing },
      paths: { '/things': { post: { operationId: 'things.create', parameters: [{ in: 'body', name: 'thing', required: true, schema: { $ref: '#/definitions/Thing' } }], responses: { 201: { description: 'Made', schema: { $ref: '#/definitions/Thing' } } } } } },
    });
    const [operation] = document.operations;
    const pointer = operation?.answers[0]?.content['application/json']?.schema ?? '';
    expect(operation).toMatchObject({ path: '/v1/things', body: { required: true } });
    expect(schemasOf(document).errors(pointer, {})).toEqual(["the whole must have required property 'name'"]);
  });
});

describe('a text', () => {
  it.each(['', '<html></html>', '{"openapi":', '[]', 'null', '7', 'name: value', 'a: &a [*a]\nopenapi: 3.1.0', ': : :'])('that is no document is not taken for one: %s', (text) => {
    expect(readAsDocument(text)).toBeUndefined();
  });

  it('may be YAML', () => {
    expect(readAsDocument('openapi: 3.1.0\npaths: {}')).toEqual({ openapi: '3.1.0', paths: {} });
  });
});

describe('a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'openapi-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('that is not there is none', async () => {
    expect(await documentInFile('openapi.yaml', folder, undefined)).toBeUndefined();
  });

  it('that is no document is refused in words', async () => {
    writeFileSync(path.join(folder, 'openapi.yaml'), 'name: value');
    await expect(documentInFile('openapi.yaml', folder, undefined)).rejects.toThrow('openapi.yaml is no OpenAPI document');
  });

  it('brings in the files beside it', async () => {
    writeFileSync(path.join(folder, 'openapi.json'), JSON.stringify(openapi({ paths: { '/things': { get: { operationId: 'things.list', responses: { 200: { description: 'Done', content: { 'application/json': { schema: { $ref: './thing.json' } } } } } } } } })));
    writeFileSync(path.join(folder, 'thing.json'), JSON.stringify({ type: 'object', required: ['id'] }));
    const document = await documentInFile('openapi.json', folder, '/api');
    const pointer = document?.operations[0]?.answers[0]?.content['application/json']?.schema ?? '';
    expect(document?.operations[0]?.path).toBe('/api/things');
    expect(document === undefined ? [] : schemasOf(document).errors(pointer, {})).toEqual(["the whole must have required property 'id'"]);
  });
});

describe('a service', () => {
  let server: Server;
  let answers: (request: IncomingMessage) => readonly [status: number, body: string];
  beforeEach(async () => {
    server = createServer((request, response) => {
      const [status, body] = answers(request);
      response.writeHead(status, status === 302 ? { Location: body } : {}).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => void server.close(() => {
      resolve();
    }));
  });

  async function gather(target: Partial<TargetFile> = {}): Promise<ApiDocument> {
    const lab = new Lab({ name: 'service', folder: tmpdir(), baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...target });
    try {
      if (target.accounts !== undefined) await lab.sessions.open();
      return await gatherDocument(lab);
    } finally {
      await lab.leave();
    }
  }

  it('without a document is told where it was looked for', async () => {
    answers = () => [404, ''];
    await expect(gather()).rejects.toThrow(Unavailable);
    await expect(gather()).rejects.toThrow(/No OpenAPI document was found \(20 usual places; \/openapi\.json: 404/);
  });

  it('that answers everything with a page has none', async () => {
    answers = () => [200, '<!doctype html><title>openapi: 3.1.0</title>'];
    await expect(gather()).rejects.toThrow('/openapi.json: no OpenAPI document');
  });

  it('that sends round and round has none', async () => {
    answers = () => [302, '/openapi.json'];
    await expect(gather()).rejects.toThrow('/openapi.json: 302');
  });

  it('may keep it behind a login', async () => {
    answers = ({ headers }) => (headers.authorization === 'Bearer let me in please' ? [200, JSON.stringify(openapi())] : [401, '']);
    expect(await gather({ accounts: { admin: { role: 'admin', headers: { Authorization: 'Bearer let me in please' } } } })).toMatchObject({ isBehindLogin: true, operations: [{ id: 'things.list' }] });
  });

  it('may keep it where the target file says', async () => {
    answers = ({ url }) => (url === '/contract' ? [200, JSON.stringify(openapi())] : [404, '']);
    expect(await gather({ openapi: '/contract' })).toMatchObject({ source: '/contract', isBehindLogin: false });
  });
});
