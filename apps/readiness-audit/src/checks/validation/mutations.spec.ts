import { describe, expect, it } from '@jest/globals';
import type { Sample } from '../../gather/samples.ts';
import { jsonBody } from '../../http/requests.ts';
import type { ApiDocument } from '../../openapi/document.ts';
import { documentOf } from '../../openapi/load.ts';
import { schemasOf } from '../../openapi/schemas.ts';
import { mutationsOf } from './mutations.ts';

const BODY = '#/paths/~1things~1{id}/post/requestBody/content/application~1json/schema';

async function sampleOf(schema: unknown, body: unknown, parameters: readonly unknown[] = []): Promise<{ readonly document: ApiDocument; readonly sample: Sample }> {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
  const document = await documentOf({ openapi: '3.1.0', info: { title: 'Things', version: '1' }, paths: { '/things/{id}': { post: { operationId: 'things.do', parameters: [id, ...parameters], requestBody: { content: { 'application/json': { schema } } }, responses: { 200: { description: 'Done' } } } } } }, { source: 'here' });
  const [operation] = document.operations;
  if (operation === undefined) throw new Error('There is no operation.');
  return { document, sample: { operation, request: { method: 'POST', path: '/things/7', headers: [['Content-Type', 'application/json'], ['Idempotency-Key', 'one']], body: JSON.stringify(body) }, source: 'document' } };
}

const thing = { type: 'object', required: ['name', 'size'], properties: { name: { type: 'string', maxLength: 5 }, size: { type: 'integer', minimum: 1 }, mail: { type: 'string', format: 'email' }, kind: { enum: ['a', 'b'], type: 'string' }, tags: { type: 'array', items: { type: 'string' } } } };

describe('mutations of a good request', () => {
  it('are six at most, of all kinds, and each is forbidden by the schema', async () => {
    const { document, sample } = await sampleOf(thing, { name: 'lamp', size: 3, mail: 'a@example.org', kind: 'a', tags: [] });
    const all = mutationsOf(document, sample, false);
    expect(all.map(({ name }) => name)).toEqual(['without name', 'name of another type than string', 'size out of bounds', 'name of a length that is out of bounds', 'mail no email', 'kind none of the values of its enum']);
    for (const { request } of all) expect(schemasOf(document).allows(BODY, jsonBody(request))).toBe(false);
  });

  it('change one thing and use an idempotency key of their own', async () => {
    const { document, sample } = await sampleOf(thing, { name: 'lamp', size: 3 });
    const [first] = mutationsOf(document, sample, false);
    expect(jsonBody(first?.request ?? {})).toEqual({ size: 3 });
    expect(first?.request.headers).not.toContainEqual(['Idempotency-Key', 'one']);
  });

  it('break no value that the schema allows in another way', async () => {
    const { document, sample } = await sampleOf({ type: 'object', properties: { name: { type: ['string', 'object'] }, any: {} } }, { name: 'lamp', any: 7 });
    expect(mutationsOf(document, sample, false)).toEqual([]);
  });

  it('reach parameters, too', async () => {
    const { document, sample } = await sampleOf({ type: 'object' }, {}, [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 10 } }, { name: 'mode', in: 'query', required: true, schema: { type: 'string' } }]);
    expect(mutationsOf(document, sample, false).map(({ request }) => request.path)).toEqual(['/things/7', '/things/7?limit=audit', '/things/7?limit=11']);
  });

  it('are none where the schema cannot be used', async () => {
    const { document, sample } = await sampleOf({ ...thing, properties: { ...thing.properties, owner: { $ref: '#/components/schemas/Nobody' } } }, { name: 'lamp', size: 3 });
    expect(mutationsOf(document, sample, false)).toEqual([]);
  });

  it('are few of a login, as each counts as a wrong one', async () => {
    const { document, sample } = await sampleOf(thing, { name: 'lamp', size: 3 });
    expect(mutationsOf(document, sample, true)).toHaveLength(2);
  });

  it('are of a login the type of its password, whatever else there is', async () => {
    const text = { type: 'string', maxLength: 5 };
    const { document, sample } = await sampleOf({ type: 'object', required: ['user', 'password'], properties: { user: text, password: text } }, { user: 'anna', password: 'abc' }, [{ name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 10 } }]);
    expect(mutationsOf(document, sample, true).map(({ name }) => name)).toEqual(['password of another type than string', 'without user']);
  });
});
