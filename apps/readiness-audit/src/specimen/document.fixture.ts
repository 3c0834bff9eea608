import type { Route } from './route.fixture.ts';

const PROBLEM = { type: 'object', required: ['type', 'title', 'status', 'code'], properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, errors: { type: 'array', items: { type: 'object' } } } };

function refusalsOf({ path, isPublic, roles, body, query, refusals = [] }: Route): readonly number[] {
  return [...new Set([...(body === undefined && query === undefined ? [] : [400]), ...(body === undefined ? [] : [413, 415]), ...(isPublic === true ? [] : [401]), ...(roles === undefined ? [] : [403]), ...(path.includes('{') ? [404] : []), ...refusals])];
}

/** OWASP's rules want the limits of rates told. */
const LIMITED = { RateLimit: { description: 'What is left', schema: { type: 'string', maxLength: 100 } }, 'Retry-After': { description: 'Seconds', schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 86_400 } } };

/** A schema whose texts, numbers and lists have an end. */
export function bounded(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(bounded);
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, name === 'enum' || name === 'example' || name === 'default' ? (value as unknown) : bounded(value)]));
  const ends: Readonly<Record<string, unknown>> = { string: { maxLength: 1_000 }, integer: { format: 'int32', minimum: 0, maximum: 1_000_000_000 }, array: { maxItems: 1_000 } };
  return typeof inner['type'] === 'string' && inner['enum'] === undefined ? { ...(ends[inner['type']] as object | undefined), ...inner } : inner;
}

function contentOf({ required, properties, example, orForm }: NonNullable<Route['body']>, has: (defect: string) => boolean): unknown {
  const schema = { type: 'object', additionalProperties: false, required, properties };
  const told = has('examples') ? { audit: true } : example;
  const form = has('media-mix') ? { ...schema, properties: Object.fromEntries(Object.entries(properties).slice(1)) } : schema;
  return { 'application/json': { schema, ...(told === undefined ? {} : { example: told }) }, ...(orForm === true ? { 'application/x-www-form-urlencoded': { schema: form } } : {}) };
}

function operationOf(route: Route, has: (defect: string) => boolean): unknown {
  const { id, path, isPublic, roles, query = {}, headers = {}, answer, sunset } = route;
  const inPath = [...path.matchAll(/\{(.+?)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string', maxLength: 200 } }));
  return {
    operationId: id,
    ...(has('undescribed') ? {} : { summary: `Does what ${id} says` }),
    ...(isPublic === true ? { security: [] } : {}),
    ...(roles === undefined ? {} : { 'x-roles': roles }),
    parameters: [...inPath, ...Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema })), ...Object.entries(headers).map(([name, schema]) => ({ name, in: 'header', required: true, schema }))],
    ...(sunset === undefined ? {} : { deprecated: true }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: contentOf(route.body, has) } }),
    responses: {
      [answer.status]: { description: 'Done', headers: { ...LIMITED, ...(sunset === undefined || has('sunset') ? {} : { Sunset: { description: 'RFC 8594', schema: { type: 'string', maxLength: 40 } } }) }, ...(answer.schema === undefined ? {} : { content: { 'application/json': { schema: answer.schema } } }) },
      ...Object.fromEntries(refusalsOf(route).map((status) => [status, { description: 'Refused', headers: LIMITED, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }])),
    },
  };
}

/** The OpenAPI document of some routes. */
export function documentOfRoutes(routes: readonly Route[], has: (defect: string) => boolean): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, has) };
  return { openapi: '3.1.0', info: { title: 'Specimen', version: '1', ...(has('document') ? {} : { description: 'A small service that is audited.' }) }, servers: [{ url: '/' }], security: has('undeclared-write') ? [] : [{ bearer: [] }], paths, components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } }, schemas: { Problem: has('lint') ? PROBLEM : bounded(PROBLEM) } }, ...(has('document') ? { paths: { ...paths, '/broken': { get: { responses: 'none' } } } } : {}) };
}
