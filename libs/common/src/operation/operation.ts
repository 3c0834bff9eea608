import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';
import { RequestMethod } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiCookieAuth, ApiExtension, ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, type ApiResponseMetadata, getSchemaPath } from '@nestjs/swagger';
import type { ProblemType } from '@plumbline/problems';
import { ACCESS, type AccessRule, type OperationId } from '../access/access-table.js';
import { roleBits } from '../access/roles.js';
import { scopeOf } from '../access/scopes.js';
import { underKey } from '../idempotency/under-key.js';
import type { RatePolicyName } from '../rate-limit/policies.js';
import { edgeProblems } from './edge-problems.js';
import { attachPolicy, MEDIA_TYPES, type BodyFormat, type OperationPolicy } from './operation-policy.js';
import { LARGEST_FILE_BYTES, UPLOAD_DEADLINE_MS, uploadDecorators } from './upload.js';

/** What an operation declares of itself; all that follows from it (guards, limits, documentation, problems) is derived. */
export interface OperationOptions {
  readonly summary: string;
  readonly description?: string;
  /** Status of success; 200 unless told. */
  readonly status?: number;
  /** DTO of the answer, or those of which it is one; undefined for none. Fields that it does not declare cannot leave. */
  readonly response?: Type | readonly [Type, Type, ...Type[]];
  /** Media type and description of an answer that is not JSON. */
  readonly raw?: { readonly mediaType: string; readonly description: string; readonly isObject?: true; readonly isFile?: true };
  /** The domain's own problems; those of the edge are added. */
  readonly problems?: readonly ProblemType[];
  /** Media types of the body, JSON alone unless told; each gives the same DTO and the same verdict. */
  readonly body?: readonly BodyFormat[];
  /** Class of the text fields of a form that ends in a file; the handler reads both by `Uploads` of @plumbline/files. In place of a body; no Idempotency-Key. */
  readonly upload?: Type;
  /** Schema of a JSON body that the handler takes as the bytes that came (`@Signed(header)`), because they are signed. In place of a body; no Idempotency-Key. */
  readonly rawBody?: object;
  /** A body that really works against the demo data. */
  readonly example?: object;
  readonly rateLimit?: RatePolicyName | 'none';
  /** Others send a browser here and append what they like; without it a handler that reads no query refuses one. */
  readonly ignoresQuery?: true;
  /** Budget in ms, 1..60000; 10 s unless told, Infinity for none. */
  readonly deadlineMs?: number;
  /** Of POST: `accepted` unless told. */
  readonly idempotency?: 'required' | 'accepted' | 'none';
  readonly versioned?: 'read' | 'write';
  readonly secret?: boolean;
}

/** One strong tag (RFC 9110 section 13.1.1 compares strongly). */
const ENTITY_TAG = '^"[\\x21\\x23-\\x7E]{0,60}"$';
const DEFAULT_DEADLINE_MS = 10_000;

interface Handler {
  readonly method: RequestMethod;
  /** RouteParamtypes that the handler takes. */
  readonly takes: ReadonlySet<number>;
  /** Class of the body. */
  readonly body: Type | undefined;
}

function inspect(target: object, key: string | symbol, handler: object): Handler {
  const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
  if (method === undefined) throw new Error(`@Operation must stand above @Get, @Post, ... on ${String(key)}.`);
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ?? {}) as Record<string, { readonly index: number }>;
  const types = Reflect.getMetadata('design:paramtypes', target, key) as readonly Type[] | undefined;
  // Keys are `3:0`, or a random id and `__customRouteArgs__:0`: an id that begins with a digit is no kind of argument.
  const own = Object.entries(args).filter(([arg]) => /^\d+:/.test(arg));
  const taken = new Map(own.map(([arg, { index }]) => [Number.parseInt(arg, 10), index]));
  return { method, takes: new Set(taken.keys()), body: types?.[taken.get(RouteParamtypes.BODY) ?? -1] };
}

function bodyPolicy(access: AccessRule, { upload, rawBody, deadlineMs, idempotency, body = ['json'] }: OperationOptions, { takes, method }: Handler): Pick<OperationPolicy, 'deadlineMs' | 'idempotency' | 'bodyFormats'> {
  // An Idempotency-Key stands for a whole request, and that of an upload is not known before it is stored.
  if (upload !== undefined) return { deadlineMs: deadlineMs ?? UPLOAD_DEADLINE_MS, idempotency: 'none', bodyFormats: ['upload'] };
  if (rawBody !== undefined) return { deadlineMs: deadlineMs ?? DEFAULT_DEADLINE_MS, idempotency: 'none', bodyFormats: ['bytes'] };
  const storesAnswers = method === RequestMethod.POST && access.kind === 'roles';
  return { deadlineMs: deadlineMs ?? DEFAULT_DEADLINE_MS, idempotency: idempotency ?? (storesAnswers ? 'accepted' : 'none'), bodyFormats: takes.has(RouteParamtypes.BODY) ? body : [] };
}

function queryPolicy({ rateLimit, ignoresQuery }: OperationOptions, { takes }: Handler): OperationPolicy['query'] {
  if (takes.has(RouteParamtypes.QUERY)) return 'read';
  return rateLimit === 'none' || ignoresQuery === true ? 'ignored' : 'refused';
}

function toPolicy(id: OperationId, options: OperationOptions, handler: Handler): OperationPolicy {
  const access: AccessRule = ACCESS[id];
  const stepUp = access.kind === 'roles' && access.stepUp === true;
  const policy = {
    id,
    access,
    roleBits: access.kind === 'roles' ? roleBits(access.roles) : 0,
    stepUp,
    scope: access.kind === 'roles' && !stepUp ? scopeOf(id, handler.method === RequestMethod.GET ? 'read' : 'write') : undefined,
    rateLimit: options.rateLimit ?? 'default',
    ...bodyPolicy(access, options, handler),
    versioned: options.versioned,
    query: queryPolicy(options, handler),
    status: options.status ?? 200,
    secret: options.secret ?? options.raw?.isFile === true,
  } as const;
  return { ...policy, problems: edgeProblems(policy, { takesId: handler.takes.has(RouteParamtypes.PARAM), method: handler.method }, options.problems ?? []) };
}

function securityDecorators(access: AccessRule): MethodDecorator[] {
  if (access.kind === 'public') return [];
  return access.kind === 'roles' ? [ApiBearerAuth('bearer')] : [ApiCookieAuth('refreshCookie')];
}

function headerDecorators(policy: OperationPolicy): MethodDecorator[] {
  const headers: MethodDecorator[] = [];
  if (policy.idempotency !== 'none') {
    headers.push(ApiHeader({ name: 'Idempotency-Key', required: policy.idempotency === 'required', description: 'A fresh random value; the same value on every retry.', schema: { type: 'string', minLength: 8, maxLength: 128, pattern: '^[\\x21-\\x7E]+$' } }));
  }
  if (policy.versioned === 'write') {
    headers.push(ApiHeader({ name: 'If-Match', required: true, description: 'The ETag that was read.', schema: { type: 'string', maxLength: 64, pattern: ENTITY_TAG, example: '"1"' } }));
  }
  if (policy.versioned === 'read') {
    headers.push(ApiHeader({ name: 'If-None-Match', required: false, description: 'An ETag; the answer is 304 when nothing changed.', schema: { type: 'string', maxLength: 1024, pattern: '^[\\x20-\\x7E]*$' } }));
  }
  if (policy.access.kind === 'refresh-cookie') {
    headers.push(ApiHeader({ name: 'X-Plumbline-CSRF', required: true, description: 'Always 1.', schema: { type: 'string', enum: ['1'] } }));
  }
  return headers;
}

/** What only some answers carry; document.ts describes the headers. */
function successHeaders(policy: OperationPolicy): Record<string, { $ref: string }> {
  const names = [...(policy.versioned === undefined ? [] : ['ETag']), ...(policy.idempotency === 'none' ? [] : ['Idempotency-Replayed'])];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function isOneOf(response: OperationOptions['response']): response is readonly [Type, Type, ...Type[]] {
  return Array.isArray(response);
}

function rawSchema({ isObject, isFile }: NonNullable<OperationOptions['raw']>) {
  if (isObject === true) return { type: 'object' };
  return isFile === true ? { type: 'string', format: 'binary', maxLength: LARGEST_FILE_BYTES } : { type: 'string', format: 'html', maxLength: 1_000_000 };
}

function responseDecorators(policy: OperationPolicy, options: OperationOptions): MethodDecorator[] {
  const { response, raw, summary } = options;
  // swagger's type of a header knows no $ref; the document does.
  const success = { status: policy.status, headers: successHeaders(policy) as unknown as NonNullable<ApiResponseMetadata['headers']> };
  const unchanged = policy.versioned === 'read' ? [ApiResponse({ ...success, status: 304, description: 'Not changed since the ETag that If-None-Match names.' })] : [];
  if (isOneOf(response)) return [ApiExtraModels(...response), ApiResponse({ ...success, description: summary, content: { 'application/json': { schema: { oneOf: response.map((type) => ({ $ref: getSchemaPath(type) })) } } } }), ...unchanged];
  if (response !== undefined) return [ApiResponse({ ...success, type: response, description: summary }), ...unchanged];
  if (raw !== undefined) return [ApiResponse({ ...success, description: raw.description, content: { [raw.mediaType]: { schema: rawSchema(raw) } } }), ...unchanged];
  return [ApiResponse({ ...success, description: summary }), ...unchanged];
}

function bodyDecorators(policy: OperationPolicy, options: OperationOptions, body: Type | undefined): MethodDecorator[] {
  if (options.upload !== undefined) return uploadDecorators(options.upload);
  if (options.rawBody !== undefined) return [ApiConsumes(MEDIA_TYPES.bytes), ApiBody({ schema: options.rawBody })];
  if (policy.bodyFormats.length === 0 || body === undefined) return [];
  const consumes = ApiConsumes(...policy.bodyFormats.map((format) => MEDIA_TYPES[format]));
  return options.example === undefined ? [consumes] : [consumes, ApiBody({ type: body, examples: { works: { summary: 'Works with the demo data', value: options.example } } })];
}

function described({ idempotency }: OperationPolicy, method: RequestMethod, own: string | undefined): { description?: string } {
  const sentences = [...(own === undefined ? [] : [own]), ...(method === RequestMethod.POST && idempotency === 'none' ? ['An Idempotency-Key is not used here.'] : [])];
  return sentences.length === 0 ? {} : { description: sentences.join(' ') };
}

/**
 * Declares an operation: its row in the access table, its policy at the edge, its documentation. Stands above the HTTP method's decorator.
 * @param id row of the operation x role matrix (`ACCESS`).
 */
export function Operation(id: OperationId, options: OperationOptions): MethodDecorator {
  return (target, key, descriptor) => {
    const handler = descriptor.value as Parameters<typeof underKey>[0];
    const inspected = inspect(target, key, handler);
    const policy = toPolicy(id, options, inspected);
    const bound = policy.idempotency === 'none' ? handler : underKey(handler);
    Object.assign(descriptor, { value: bound });
    attachPolicy(bound, policy);
    applyDecorators(
      RouteConfig({ operation: policy }),
      HttpCode(policy.status),
      ApiOperation({ operationId: id, summary: options.summary, ...described(policy, inspected.method, options.description) }),
      ApiExtension('x-problems', policy.problems.map((problem) => problem.code)),
      ...(policy.scope === undefined ? [] : [ApiExtension('x-scope', policy.scope)]),
      ...responseDecorators(policy, options),
      ...securityDecorators(policy.access),
      ...headerDecorators(policy),
      ...bodyDecorators(policy, options, inspected.body),
    )(target, key, descriptor);
  };
}

/** The policy of public pages that no controller of ours makes, such as Swagger UI's files. */
export function pagePolicy(id: OperationId): OperationPolicy {
  return toPolicy(id, { summary: '', rateLimit: 'none' }, { method: RequestMethod.GET, takes: new Set(), body: undefined });
}
