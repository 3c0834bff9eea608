import { expect } from '@jest/globals';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { problemUri } from '@plumbline/problems';
import type { HttpAnswer } from '../fixtures/http-client.js';
import { DOCUMENT, type DocumentedHeader, type Operation, type Schema } from './document.js';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addFormat('int32', { type: 'number', validate: Number.isInteger });
ajv.addFormat('int64', { type: 'number', validate: Number.isInteger });
ajv.addFormat('password', true);
ajv.addSchema({ $id: 'document', components: { schemas: strict(DOCUMENT.components.schemas) } });

/** OpenAPI 3.0 as JSON Schema: `nullable` spelt out, and members that are not declared refused. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'example' || key === 'enum' ? value : key === '$ref' ? `document${String(value)}` : strict(value)]));
  const closed = 'properties' in rest && !('additionalProperties' in rest) && rest['title'] !== 'open' ? { ...rest, additionalProperties: false } : rest;
  return nullable === true ? { anyOf: [{ type: 'null' }, closed] } : closed;
}

const compiled = new Map<unknown, ValidateFunction>();

/** @returns what is wrong with a value by a schema of the document; empty when nothing is. */
export function findings(schema: Schema, value: unknown): readonly string[] {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(strict(schema) as object);
    compiled.set(schema, validate);
  }
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath || '/'} ${message ?? ''} ${JSON.stringify(params)}`);
}

/** Members of a problem that are declared for its code beyond those of every problem. */
const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  UNSUPPORTED_MEDIA_TYPE: ['accepted'],
  ASSESSMENT_INCOMPLETE: ['openStatements'],
  ALREADY_EXISTS: ['assessmentId'],
  NOT_READY: ['dependencies'],
  STEP_UP_REQUIRED: ['methods', 'enrolled'],
};
const MEMBERS = ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId', 'errors'];

const PROBLEM_SCHEMA: Schema = { ...DOCUMENT.components.schemas['Problem'], additionalProperties: true };

/** Nothing of the inside: stacks, files, packages, drivers, hosts. */
const LEAK = /node_modules|\bat [\w.<>]+ \(|\.(ts|js):\d+|mongodb|mongoose|MongoServer|E11000|ECONN|fastify|FST_ERR|nestjs|\/(work|usr|home|tmp|root)\//i;

const SECURITY = ['content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy', 'permissions-policy', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'cache-control', 'x-request-id', 'traceparent'];

export interface ProblemBody {
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[];
  readonly [member: string]: unknown;
}

export function expectSecurityHeaders(answer: HttpAnswer): void {
  expect(SECURITY.filter((name) => answer.headers[name] === undefined)).toEqual([]);
}

/** The answer is a problem of the envelope: shape, headers, identity, nothing more. @returns its body. */
export function expectEnvelope(answer: HttpAnswer, expected: { readonly status: number; readonly code: string }): ProblemBody {
  const body = (answer.json ?? {}) as ProblemBody;
  expect({ status: answer.status, code: body.code, text: answer.status === expected.status ? '' : answer.text }).toEqual({ ...expected, text: '' });
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(findings(PROBLEM_SCHEMA, body)).toEqual([]);
  expect(Object.keys(body).filter((member) => !MEMBERS.includes(member) && !EXTENSIONS[body.code]?.includes(member))).toEqual([]);
  expect(body).toMatchObject({ status: answer.status, type: problemUri(expected.code), requestId: answer.headers['x-request-id'] });
  expect(answer.text.replace(/"instance":"[^"]*"/, '')).not.toMatch(LEAK);
  expectSecurityHeaders(answer);
  expectHeadersOfStatus(answer);
  return body;
}

function expectHeadersOfStatus({ status, headers }: HttpAnswer): void {
  if (status === 401) expect(headers['www-authenticate']).toMatch(/^Bearer /);
  if (status === 405) expect(headers.allow).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
  if (status === 415) expect(headers.accept).toMatch(/^\w+\/[\w-]+/);
  if (status === 429 || status === 503) expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(headers['cache-control']).toBe('no-store');
}

/** A problem that the operation declares. */
export function expectDeclaredProblem(operation: Operation, answer: HttpAnswer, expected: { readonly status: number; readonly code: string }): ProblemBody {
  const body = expectEnvelope(answer, expected);
  expect(Object.keys(operation.responses)).toContain(String(answer.status));
  expect(operation.problems).toContain(body.code);
  return body;
}

/** The success that the operation declares: status, media type, schema, headers. */
export function expectDeclaredSuccess(operation: Operation, answer: HttpAnswer): void {
  expect({ status: String(answer.status), text: String(answer.status) === operation.success ? '' : answer.text }).toEqual({ status: operation.success, text: '' });
  expectSecurityHeaders(answer);
  const declared = operation.responses[operation.success];
  const content = Object.entries(declared?.content ?? {});
  if (content.length === 0) expect(answer.text).toBe('');
  else expectContent(answer, content);
  for (const [name, reference] of Object.entries(declared?.headers ?? {})) {
    const header = answer.headers[name.toLowerCase()];
    const { required, schema } = { ...DOCUMENT.components.headers[name], ...(reference as Partial<DocumentedHeader>) };
    if (header === undefined) expect([name, required]).toEqual([name, false]);
    else if (schema !== undefined) expect([name, findings(schema, schema.type === 'integer' ? Number(header) : header)]).toEqual([name, []]);
  }
}

function expectContent(answer: HttpAnswer, content: readonly (readonly [string, { readonly schema?: Schema }])[]): void {
  const essence = answer.headers['content-type']?.split(';')[0];
  const [, media] = content.find(([type]) => type === essence) ?? [];
  expect([essence, content.map(([type]) => type)]).toEqual([essence, expect.arrayContaining([essence])]);
  if (essence === 'application/json' && media?.schema !== undefined) expect(findings(media.schema, answer.json)).toEqual([]);
}
