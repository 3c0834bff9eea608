import type { Route } from './route.fixture.ts';

const PROBLEM = { type: 'object', required: ['type', 'title', 'status', 'code'], properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, errors: { type: 'array', items: { type: 'object' } } } };

function refusalsOf({ path, isPublic, roles, body, query, refusals = [] }: Route): readonly number[] {
  return [...new Set([...(body === undefined && query === undefined ? [] : [400]), ...(body === undefined ? [] : [413, 415]), ...(isPublic === true ? [] : [401]), ...(roles === undefined ? [] : [403]), ...(path.includes('{') ? [404] : []), ...refusals])];
}

function operationOf(route: Route, has: (defect: string) => boolean): unknown {
  const { id, path, isPublic, roles, query = {}, headers = {}, body, answer } = route;
  const inPath = [...path.matchAll(/\{(.+?)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    operationId: id,
    ...(has('undescribed') ? {} : { summary: `Does what ${id} says` }),
    ...(isPublic === true ? { security: [] } : {}),
    ...(roles === undefined ? {} : { 'x-roles': roles }),
    parameters: [...inPath, ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })), ...Object.entries(headers).map(([name, schema]) => ({ name, in: 'header', required: true, schema }))],
    ...(body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: { type: 'object', additionalProperties: false, required: body.required, properties: body.properties }, ...(body.example === undefined ? {} : { example: body.example }) } } } }),
    responses: {
      [answer.status]: { description: 'Done', ...(answer.schema === undefined ? {} : { content: { 'application/json': { schema: answer.schema } } }) },
      ...Object.fromEntries(refusalsOf(route).map((status) => [status, { description: 'Refused', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }])),
    },
  };
}

/** The OpenAPI document of some routes. */
export function documentOfRoutes(routes: readonly Route[], has: (defect: string) => boolean): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, has) };
  return { openapi: '3.1.0', info: { title: 'Specimen', version: '1', ...(has('document') ? {} : { description: 'A small service that is audited.' }) }, servers: [{ url: '/' }], security: [{ bearer: [] }], paths, components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } }, schemas: { Problem: PROBLEM } }, ...(has('document') ? { paths: { ...paths, '/broken': { get: { responses: 'none' } } } } : {}) };
}
