import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '../fixtures/http-client.js';
import { newAddress, type Person } from '../fixtures/people.js';
import { type Operation, resolve, type Schema } from './document.js';
import type { Arranged, OperationFixture } from './arranging.js';

/** A request before it is put into bytes, so that one thing of it can be changed. */
export interface Sendable extends Arranged {
  readonly method: string;
  readonly template: string;
  readonly address: string;
  /** Put on the wire as it is, in place of `body`. */
  readonly raw?: string;
  readonly mediaType?: string;
  /** Sent as a form that ends in a file. */
  readonly takesFile: boolean;
}

export interface Expected {
  readonly status: number;
  readonly code: string;
  /** A finding that must be among the errors. */
  readonly pointer?: string;
  /** Who answers may be any operation of the path: 405 belongs to none. */
  readonly undeclared?: true;
}

/** One change of a request that succeeds, and what it must be answered with. */
export interface Attempt {
  readonly change: (request: Sendable) => Sendable;
  readonly expected: Expected;
  /** Sent to the process whose limits are used up. */
  readonly tight?: true;
}

/** What a change may need of the world. */
export interface Around {
  /** Somebody else who may use the operation, but has no part in what it touches. */
  readonly stranger?: Person;
  /** Somebody whose roles do not let them in. */
  readonly outsider?: Person;
  /** Somebody who may use the operation, but has shown no second factor. */
  readonly unshown?: Person;
  /** An address that has nothing left; asked for by the column of that alone. */
  readonly exhausted?: string;
}

export interface Column {
  readonly name: string;
  /** Why there is nothing to test; undefined when there is. */
  readonly notApplicable: (operation: Operation, fixture: OperationFixture) => string | undefined;
  readonly attempts: (operation: Operation, fixture: OperationFixture, around: Around) => readonly Attempt[];
}

const BOUNDARY = 'contract';

function formOf({ body = {}, file }: Sendable): Buffer {
  const fields = Object.entries(body).map(([name, value]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${typeof value === 'string' ? value : JSON.stringify(value)}\r\n`);
  const head = file === undefined ? '' : `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return Buffer.concat([Buffer.from(fields.join('') + head), file?.content ?? Buffer.alloc(0), Buffer.from(`${file === undefined ? '' : '\r\n'}--${BOUNDARY}--\r\n`)]);
}

function contentOf(request: Sendable): string | Buffer | undefined {
  if (request.raw !== undefined) return request.raw;
  if (request.takesFile) return formOf(request);
  return request.body === undefined ? undefined : JSON.stringify(request.body);
}

export function toHttp(request: Sendable): HttpRequest {
  const { method, template, params = {}, query, headers, mediaType, as, address, takesFile } = request;
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  const content = contentOf(request);
  const usual = takesFile ? `multipart/form-data; boundary=${BOUNDARY}` : 'application/json';
  return {
    method,
    path: `${filled}${search}`,
    headers: {
      'x-forwarded-for': address,
      ...(as === undefined ? {} : { authorization: `Bearer ${as.token}` }),
      ...(content === undefined ? {} : { 'content-type': mediaType ?? usual }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  };
}

export function toSendable({ method, path, takesFile }: Operation, arranged: Arranged): Sendable {
  return { ...arranged, method, template: path, takesFile, address: newAddress() };
}

/** None of our formats: not an id, a number, a word of a list, a cursor, or a slug. */
const NONSENSE = 'NOT~VALID';
const INVALID = { status: 400, code: 'VALIDATION_FAILED' } as const;
const FORGED = { status: 400, code: 'WEBHOOK_SIGNATURE_INVALID' } as const;
const NOT_FOUND = { status: 404, code: 'NOT_FOUND' } as const;
const UNAUTHENTICATED = { status: 401, code: 'UNAUTHENTICATED' } as const;
const ONE_MIB_AND_ONE = 1_048_577;

const isProbe = ({ problems }: Operation): boolean => !problems.includes('RATE_LIMITED');
const isSafe = ({ method }: Operation): boolean => method === 'GET';
/** Probes, and the page that banks and Stripe lead back to. */
const isAppendedTo = (operation: Operation): boolean => isSafe(operation) && (isProbe(operation) || operation.id === 'payments.returnPage');
const named = ({ parameters }: Operation, place: string): readonly string[] => parameters.filter((one) => one.in === place).map(({ name }) => name);
const without = <T extends object>(object: T | undefined, name: string): T => Object.fromEntries(Object.entries(object ?? {}).filter(([key]) => key !== name)) as T;

/** A value of another type than the schema's; an operator where a scalar belongs. */
function wrongType(schema: Schema): unknown {
  const { type } = resolve(schema);
  return type === 'string' ? { $gt: '' } : NONSENSE;
}

/** Something well-formed that does not exist. */
function unknownValue(name: string): string {
  if (name === 'slug') return 'no-such-problem';
  if (name === 'areaId') return 'no-such-area';
  if (name === 'methodId') return 'pm_nosuchmethod';
  return ['version', 'from', 'to'].includes(name) ? '99999' : randomUUID();
}

function invalidFields(operation: Operation, { signed }: OperationFixture): Attempt[] {
  const properties = Object.entries(operation.body?.properties ?? {});
  return [
    ...properties.map(([name, schema]): Attempt => ({ change: (request) => ({ ...request, body: { ...request.body, [name]: wrongType(schema) } }), expected: signed === true ? FORGED : { ...INVALID, pointer: `/${name}` } })),
    ...(operation.body?.required ?? []).map((name): Attempt => ({ change: (request) => ({ ...request, body: without(request.body, name) }), expected: signed === true ? FORGED : { ...INVALID, pointer: `/${name}` } })),
    ...(operation.takesFile ? [{ change: (request: Sendable) => without(request, 'file'), expected: { ...INVALID, pointer: '/file' } }] : []),
    ...named(operation, 'query').map((name): Attempt => ({ change: (request) => ({ ...request, query: { ...request.query, [name]: NONSENSE } }), expected: { ...INVALID, pointer: `?${name}` } })),
    ...named(operation, 'path').map((name): Attempt => ({ change: (request) => ({ ...request, params: { ...request.params, [name]: NONSENSE } }), expected: { ...INVALID, pointer: `:${name}` } })),
  ];
}

function unknownIds(operation: Operation, { ids = {} }: OperationFixture): Attempt[] {
  const { body, query } = ids;
  return [
    ...named(operation, 'path').map((name): Attempt => ({ change: (request) => ({ ...request, params: { ...request.params, [name]: unknownValue(name) } }), expected: NOT_FOUND })),
    ...(body === undefined ? [] : [{ change: (request: Sendable) => ({ ...request, body: { ...request.body, [body]: unknownValue(body) } }), expected: NOT_FOUND }]),
    ...(query === undefined ? [] : [{ change: (request: Sendable) => ({ ...request, query: { ...request.query, [query]: unknownValue(query) } }), expected: NOT_FOUND }]),
  ];
}

function isOwned({ rule }: Operation, fixture: OperationFixture): boolean {
  return fixture.owned === true || (rule.kind === 'roles' && rule.right !== undefined);
}

function notOwned(operation: Operation, fixture: OperationFixture): string | undefined {
  if (isOwned(operation, fixture)) return undefined;
  if (operation.rule.kind === 'public') return 'open to everybody';
  return operation.rule.kind === 'roles' && operation.rule.roles.join() === 'admin' ? 'an admin may see every account' : 'it touches only what is the caller\'s own';
}

/** Logging out of a session that there is not is done at once, so only refresh refuses it. */
const FORGED_COOKIE: Attempt = { change: (request) => ({ ...request, headers: { ...request.headers, cookie: 'plumbline_refresh=forged' } }), expected: UNAUTHENTICATED };

/** The error classes of http-edge.md. */
export const COLUMNS: readonly Column[] = [
  {
    name: 'unauthenticated',
    notApplicable: ({ rule }) => (rule.kind === 'public' ? 'open to everybody' : undefined),
    attempts: ({ id, rule }) =>
      rule.kind === 'refresh-cookie'
        ? [{ change: (request) => ({ ...request, headers: without(request.headers, 'cookie') }), expected: UNAUTHENTICATED }, ...(id === 'auth.logout' ? [] : [FORGED_COOKIE])]
        : [
            { change: (request) => without(request, 'as'), expected: UNAUTHENTICATED },
            { change: (request) => ({ ...request, as: { ...(request.as as Person), token: `${request.as?.token.slice(0, -4)}AAAA` } }), expected: UNAUTHENTICATED },
          ],
  },
  {
    name: 'wrong role',
    notApplicable: ({ rule }) => (rule.kind === 'public' ? 'open to everybody' : rule.kind === 'roles' && rule.roles.length === 5 ? 'every role may' : undefined),
    attempts: ({ rule }, _fixture, { outsider }) =>
      rule.kind === 'refresh-cookie'
        ? [{ change: (request) => ({ ...request, headers: without(request.headers, 'x-plumbline-csrf') }), expected: { status: 403, code: 'FORBIDDEN' } }]
        : [{ change: (request) => ({ ...request, as: outsider as Person }), expected: { status: 403, code: 'FORBIDDEN' } }],
  },
  {
    name: 'step-up missing',
    notApplicable: ({ rule }) => (rule.kind === 'roles' && rule.stepUp === true ? undefined : 'asks for no second factor'),
    attempts: (_operation, _fixture, { unshown }) => [{ change: (request) => ({ ...request, as: unshown as Person }), expected: { status: 401, code: 'STEP_UP_REQUIRED' } }],
  },
  {
    name: 'not the owner',
    notApplicable: notOwned,
    // The list of somebody who has nothing is empty, not unknown, unless it names a business.
    attempts: (_operation, _fixture, { stranger }) => [{ change: (request) => ({ ...request, as: stranger as Person }), expected: NOT_FOUND }],
  },
  {
    name: 'malformed body',
    notApplicable: (operation) => (isSafe(operation) ? 'takes no body' : undefined),
    attempts: (_operation, { signed }) => ['{"a":', '[1,2', '{"a":1}}', '\u0000', 'nul'].map((raw) => ({ change: (request) => ({ ...request, raw }), expected: signed === true ? FORGED : { status: 400, code: 'MALFORMED_BODY' } })),
  },
  {
    name: 'invalid field',
    notApplicable: (operation, fixture) => (invalidFields(operation, fixture).length === 0 ? 'takes neither body nor parameters' : undefined),
    attempts: invalidFields,
  },
  {
    name: 'unknown field',
    notApplicable: (operation) => (isAppendedTo(operation) ? 'balancers and banks append what they like' : undefined),
    attempts: (operation, { signed }) => [
      { change: (request) => ({ ...request, query: { ...request.query, unknownField: '1' } }), expected: { ...INVALID, pointer: '?unknownField' } },
      ...(isSafe(operation) ? [] : ['unknownField', '$where']).map((name): Attempt => ({ change: (request) => ({ ...request, body: { ...request.body, [name]: 1 } }), expected: signed === true ? FORGED : { ...INVALID, pointer: `/${name}` } })),
    ],
  },
  {
    name: 'unknown id',
    notApplicable: (operation, fixture) => (unknownIds(operation, fixture).length === 0 ? 'takes no id' : undefined),
    attempts: unknownIds,
  },
  {
    name: 'too large',
    notApplicable: (operation) => (isSafe(operation) ? 'takes no body' : undefined),
    attempts: ({ takesFile }) => {
      const body = { filler: 'x'.repeat(ONE_MIB_AND_ONE) };
      return [{ change: (request) => (takesFile ? { ...request, body } : { ...request, raw: JSON.stringify(body) }), expected: { status: 413, code: 'BODY_TOO_LARGE' } }];
    },
  },
  {
    name: 'wrong media type',
    notApplicable: (operation) => (isSafe(operation) ? 'takes no body' : undefined),
    attempts: ({ mediaTypes }) => {
      const refused = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'].filter((type) => !((type.split(';')[0] as string) in mediaTypes));
      return refused.map((mediaType) => ({ change: (request) => ({ ...request, raw: JSON.stringify(request.body ?? {}), mediaType }), expected: { status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' } }));
    },
  },
  {
    name: 'wrong method',
    notApplicable: () => undefined,
    attempts: ({ siblings }) => {
      const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'].filter((method) => !siblings.includes(method));
      return others.map((method) => ({ change: (request) => ({ ...request, method }), expected: { status: 405, code: 'METHOD_NOT_ALLOWED', undeclared: true } }));
    },
  },
  {
    name: 'rate limited',
    notApplicable: (operation) => (isProbe(operation) ? 'never limited: a probe' : undefined),
    attempts: (_operation, _fixture, { exhausted }) => [{ change: (request) => ({ ...request, address: exhausted as string }), expected: { status: 429, code: 'RATE_LIMITED' }, tight: true }],
  },
];
