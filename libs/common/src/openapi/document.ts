import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { problemUri, type ProblemCatalogue, type ProblemType } from '@plumbline/problems';
import { ACCESS, type AccessRule, type OperationId } from '../access/access-table.js';
import { REFRESH_COOKIE } from '../access/authentication.guard.js';
import { countOfClasses } from '../fields/declare-field.js';
import { withFilePart } from '../operation/upload.js';

type PathItem = OpenAPIObject['paths'][string];
type OperationObject = NonNullable<PathItem['get']>;
type ResponseObject = OperationObject['responses'][string];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const LINE = '^[^\\u0000-\\u001F\\u007F-\\u009F]*$';

const SAMPLE_ID = '0193a1f2-7c1e-7e5b-9a2b-3c4d5e6f7a8b';

const FIELD_ERROR_SCHEMA = {
  type: 'object',
  description: 'One finding on one member of the request.',
  additionalProperties: false,
  required: ['pointer', 'code', 'message'],
  properties: {
    pointer: { type: 'string', maxLength: 512, pattern: LINE, description: 'RFC 6901 pointer into the body, or ?name, :name, or a header.', example: '/email' },
    code: { type: 'string', maxLength: 64, pattern: '^[A-Z0-9_]+$', example: 'EMAIL' },
    message: { type: 'string', maxLength: 512, pattern: LINE, example: 'must be an e-mail address' },
  },
} as const;

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem details; the body of every failure.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
  properties: {
    type: { type: 'string', maxLength: 200, format: 'uri-reference', example: '/problems/validation-failed' },
    title: { type: 'string', maxLength: 200, pattern: LINE },
    status: { type: 'integer', format: 'int32', minimum: 400, maximum: 599 },
    detail: { type: 'string', maxLength: 2000, pattern: LINE },
    instance: { type: 'string', maxLength: 512, format: 'uri-reference' },
    code: { type: 'string', maxLength: 64, pattern: '^[A-Z0-9_]+$' },
    requestId: { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9._-]+$' },
    errors: { type: 'array', maxItems: 50, items: { $ref: '#/components/schemas/FieldError' } },
  },
} as const;

const headerRef = (name: string) => ({ $ref: `#/components/headers/${name}` });
const EVERY_ANSWER = { 'X-Request-Id': headerRef('X-Request-Id'), 'Access-Control-Allow-Origin': headerRef('Access-Control-Allow-Origin') } as const;
const RATE_HEADERS = { RateLimit: headerRef('RateLimit'), 'RateLimit-Policy': headerRef('RateLimit-Policy') } as const;

const HEADERS = {
  RateLimit: { required: true, description: 'What is left, and seconds until it is whole again (draft-ietf-httpapi-ratelimit-headers).', schema: { type: 'string', maxLength: 200, pattern: '^"[a-z-]+";r=\\d+;t=\\d+$', example: '"default";r=299;t=42' } },
  'RateLimit-Policy': { required: true, description: 'The limit and its window in seconds.', schema: { type: 'string', maxLength: 200, pattern: '^"[a-z-]+";q=\\d+;w=\\d+$', example: '"default";q=300;w=60' } },
  'Retry-After': { required: true, description: 'Seconds to wait.', schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 86_400, example: 30 } },
  'X-Request-Id': { required: true, description: 'The one that was sent, when it was well-formed; it stands in the log.', schema: { type: 'string', maxLength: 64, pattern: '^[A-Za-z0-9._-]+$', example: '0193a1f2-7c1e-7e5b-9a2b-3c4d5e6f7a8b' } },
  'Access-Control-Allow-Origin': { required: false, description: 'Only for an origin that CORS_ORIGINS lists, and then exactly that one.', schema: { type: 'string', maxLength: 255, format: 'uri', example: 'https://app.example.org' } },
  ETag: { required: true, description: 'Version of what was answered, for If-Match and If-None-Match.', schema: { type: 'string', maxLength: 64, pattern: '^(W/)?"[\\x21\\x23-\\x7E]*"$', example: '"1"' } },
  'Idempotency-Replayed': { required: false, description: 'true when this is the stored answer of an earlier request with the same key.', schema: { type: 'string', maxLength: 4, pattern: '^true$' } },
} as const;

const TAGS = {
  assessments: 'The catalogue, assessments and what they amount to.',
  'audit-log': 'What happened and who did it, and the proof that nobody changed it since.',
  auth: 'Accounts, logins, sessions, and the keys that verify tokens.',
  businesses: 'Profiles of firms and their members.',
  certificates: 'What was verified, for anybody to check.',
  operations: 'Probes, version and run-time switches.',
  pages: 'For people with a browser.',
  payments: 'What accepted proposals cost, paying it, and what becomes of the money.',
  payouts: 'What providers earn, and how they become payees.',
  problems: 'Every problem that the service answers with.',
  reviews: 'What navigators do with what was submitted.',
  'service-requests': 'What firms ask for, what providers offer, and the work until it is completed.',
  users: 'People and their roles.',
  webhooks: 'What other services tell us.',
} as const;

function problemExample(type: ProblemType, path: string): object {
  const errors = type.code === 'VALIDATION_FAILED' ? { errors: [{ pointer: '/email', code: 'EMAIL', message: 'must be an e-mail address' }] } : {};
  return { type: problemUri(type.code), title: type.title, status: type.status, detail: type.cure, instance: path.replaceAll(/\{\w+\}/g, SAMPLE_ID), code: type.code, requestId: SAMPLE_ID, ...errors };
}

function problemResponse(types: readonly ProblemType[], path: string, limited: boolean): ResponseObject {
  const status = types[0]?.status ?? 500;
  const waits = types.some((type) => type.retryable) && [409, 429, 503].includes(status);
  return {
    description: types.map((type) => `${type.code}: ${type.cure}`).join('  \n'),
    headers: { ...EVERY_ANSWER, ...(limited ? RATE_HEADERS : {}), ...(waits ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {}) },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(types.map((type) => [type.code, { summary: type.title, value: problemExample(type, path) }])),
      },
    },
  };
}

function addProblems(operation: OperationObject, path: string, catalogue: ReadonlyMap<string, ProblemType>): void {
  const codes = (operation as unknown as Record<string, unknown>)['x-problems'] as string[];
  const types = codes.map((code) => {
    const type = catalogue.get(code);
    if (type === undefined) throw new Error(`Operation ${operation.operationId} declares ${code}, which is in no catalogue.`);
    return type;
  });
  const limited = codes.includes('RATE_LIMITED');
  for (const response of Object.values(operation.responses)) if (response !== undefined && 'description' in response) response.headers = { ...response.headers, ...EVERY_ANSWER, ...(limited ? RATE_HEADERS : {}) };
  for (const status of new Set(types.map((type) => type.status))) {
    operation.responses[String(status)] = problemResponse(types.filter((type) => type.status === status), path, limited);
  }
}

function describeRule(rule: AccessRule, scope: string | undefined): string {
  if (rule.kind === 'public') return 'Open to everybody.';
  if (rule.kind === 'refresh-cookie') return 'Authenticated by the refresh cookie.';
  const right = rule.right === undefined ? '' : ` Needs the right \`${rule.right}\` in the business.`;
  const stepUp = rule.stepUp === undefined ? '' : ' Asks for a second factor that was shown within the last five minutes (RFC9470).';
  return `Roles: ${rule.roles.join(', ')}.${right}${stepUp} ${scope === undefined ? 'Not open to API keys.' : `API keys need the scope \`${scope}\`.`}`;
}

function describeAccess(operation: OperationObject): void {
  const rule = ACCESS[operation.operationId as OperationId];
  operation.description = [operation.description, describeRule(rule, (operation as unknown as Readonly<Record<string, string | undefined>>)['x-scope'])].filter(Boolean).join('\n\n');
  if (rule.kind === 'public') operation.security = [];
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** Says of every DTO what the edge does: an unknown member of a request is refused, one of an answer does not leave. */
function closed(schemas: Schemas): Schemas {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, 'properties' in schema ? { ...schema, additionalProperties: false } : schema]));
}

/** swagger would keep the schema that it meets last, and answers of the other class would be cut to it. */
function refuseNamesakes(schemas: Schemas): void {
  const shared = Object.keys(schemas).filter((name) => countOfClasses(name) > 1);
  if (shared.length > 0) throw new Error(`More than one class is called ${shared.join(', ')}: they would share one schema of the OpenAPI document. Rename all but one.`);
}

/**
 * The OpenAPI document of the application: the contract that Swagger UI shows, that answers are cut to, and that the tests hold every operation to.
 * @param catalogue the merged problems of all libraries.
 * @throws Error when two DTOs have one name, or an operation declares a problem that is in no catalogue.
 */
export function openApiDocument(app: INestApplication, catalogue: ProblemCatalogue, about: { readonly version: string; readonly serverUrl: string }): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Plumbline')
    .setDescription('Takes a small firm from self-assessment to a certificate that any agency can check. Every failure is an RFC 9457 problem; see /problems.')
    .setVersion(about.version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .setContact('Plumbline', `${about.serverUrl}/docs`, 'team@plumbline.test')
    .addServer(about.serverUrl)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token (RFC 9068, EdDSA, checked as RFC8725 asks), 10 minutes; or an API key (`plb_...`) where the operation names a scope.' }, 'bearer')
    .addCookieAuth(REFRESH_COOKIE, { type: 'apiKey', in: 'cookie', description: 'Refresh cookie; needs X-Plumbline-CSRF: 1.' }, 'refreshCookie');
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), { operationIdFactory: (_controller, method) => method });
  const components = (document.components ??= {});
  refuseNamesakes(components.schemas ?? {});
  const byCode = new Map([...catalogue.values()].map((type) => [type.code, type]));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      // A route without a policy has no row; the edge names all of them and refuses to start.
      if (operation?.operationId === undefined || !(operation.operationId in ACCESS)) continue;
      describeAccess(operation);
      addProblems(operation, path, byCode);
      components.schemas = withFilePart(components.schemas ?? {}, operation);
    }
  }
  components.schemas = { ...closed(components.schemas ?? {}), FieldError: FIELD_ERROR_SCHEMA, Problem: PROBLEM_SCHEMA } as unknown as NonNullable<typeof components.schemas>;
  components.headers = HEADERS;
  document.servers = (document.servers ?? []).map((server) => ({ ...server, 'x-internal': false }));
  return document;
}
