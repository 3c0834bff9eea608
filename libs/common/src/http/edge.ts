import fastifyCompress from '@fastify/compress';
import type { Config } from '@plumbline/config';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { ClientAddress } from '../client-address/index.js';
import type { ErrorAnswers } from '../errors/error-answers.js';
import type { Idempotency } from '../idempotency/idempotency.js';
import type { OperationPolicy } from '../operation/operation-policy.js';
import { refuseQuery } from '../validation/index.js';
import { checkMediaType, readMultipart, refuseMembers, registerBodyReaders } from './bodies.js';
import { answerConditionally } from './conditional.js';
import { Deadlines } from './deadlines.js';
import { headersHook } from './headers.js';
import { Methods } from './methods.js';
import { lazySerializer, type ResponseSchemas } from './response-schemas.js';
import { answerForNode } from './server-options.js';

export interface EdgeParts {
  readonly config: Config;
  readonly addresses: ClientAddress;
  readonly answers: ErrorAnswers;
  readonly idempotency: Idempotency;
  /** Schemas of the answers; a field that is not in them does not leave. */
  readonly responses: ResponseSchemas;
  /** Policies of routes that are not made by a controller (Swagger UI), by prefix of their path. */
  readonly pages: ReadonlyMap<string, OperationPolicy>;
}

const COMPRESSED_FROM_BYTES = 1024;

/** The HTTP edge on a Fastify instance: everything of http-edge.md that is not a Nest guard, pipe, interceptor or filter. */
export class Edge {
  private readonly methods = new Methods();
  private readonly undeclared: string[] = [];
  private readonly deadlines: Deadlines;

  constructor(
    private readonly instance: FastifyInstance,
    private readonly parts: EdgeParts,
  ) {
    this.deadlines = new Deadlines((problem, request, reply) => void parts.answers.answer(problem, request, reply));
  }

  /** Registers hooks, body readers and compression; before the application's routes. */
  async install(): Promise<void> {
    const { instance, parts } = this;
    instance.decorateRequest('countedByAddress', false);
    instance.decorateRequest('bodyFormat', undefined);
    instance.decorateRequest('underKey', null);
    const setHeaders = headersHook(parts.config, parts.addresses);
    instance.addHook('onRequest', setHeaders);
    instance.decorate('answerUnrouted', (error, request, reply) => setHeaders(request, reply, (refusal) => void parts.answers.answer(refusal ?? error, request, reply)));
    instance.addHook('onRoute', (route) => this.planRoute(route));
    instance.setSerializerCompiler(({ schema }) => lazySerializer(schema as object));
    answerForNode(instance.server);
    await registerBodyReaders(instance);
    await instance.register(fastifyCompress, { global: true, threshold: COMPRESSED_FROM_BYTES, encodings: ['br', 'gzip'], globalDecompression: false });
    this.deadlines.start();
    instance.addHook('onClose', () => this.deadlines.stop());
  }

  /**
   * Closes the edge once all routes are there: 405 for the methods that a path does not serve.
   * @throws Error naming every route without a policy; the service does not start.
   */
  close(): void {
    if (this.undeclared.length > 0) throw new Error(`Routes without a declared policy (use @Operation): ${this.undeclared.join(', ')}.`);
    this.methods.close(this.instance);
    this.parts.answers.know(this.methods);
  }

  private planRoute(route: RouteOptions): void {
    if (route.config?.closed === true) return;
    this.methods.note(route.url, route.method);
    const policy = route.config?.operation ?? this.pagePolicy(route.url);
    if (policy === undefined) {
      this.undeclared.push(`${[route.method].flat().join('|')} ${route.url}`);
      return;
    }
    route.config = { ...route.config, operation: policy };
    // A strong tag names bytes (RFC 9110 section 8.8.3.3), and If-Match compares strongly: one tag, one coding.
    if (policy.secret || policy.versioned !== undefined) Object.assign(route, { compress: false });
    const response = this.parts.responses.get(policy.id);
    if (response !== undefined) route.schema = { ...route.schema, response };
    route.onRequest = [...hooks(route.onRequest), this.beginRequest(policy)];
    if (policy.idempotency !== 'none') route.onRequest.push(this.parts.idempotency.hook(policy));
    route.onResponse = [...hooks(route.onResponse), this.endRequest];
    if (policy.bodyFormats.includes('multipart')) route.preValidation = [...hooks(route.preValidation), readMultipart];
    if (policy.bodyFormats.length === 0 && route.method !== 'GET' && route.method !== 'HEAD') route.preValidation = [...hooks(route.preValidation), refuseMembers];
    if (policy.versioned !== undefined) route.preSerialization = [...hooks(route.preSerialization), answerConditionally];
  }

  private readonly endRequest = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
    this.deadlines.forget(request);
    done();
  };

  private pagePolicy(url: string): OperationPolicy | undefined {
    for (const [prefix, policy] of this.parts.pages) if (url === prefix || url.startsWith(`${prefix}/`) || url.startsWith(`${prefix}-`)) return policy;
    return undefined;
  }

  private beginRequest(policy: OperationPolicy) {
    const { deadlines } = this;
    const withoutQuery = policy.query === 'refused';
    return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
      deadlines.watch(request, reply, policy.deadlineMs);
      try {
        checkMediaType(request.headers, policy);
        if (withoutQuery && request.url.includes('?')) refuseQuery(request.query);
      } catch (error) {
        return done(error as Error);
      }
      done();
    };
  }
}

function hooks<T>(one: T | T[] | undefined): T[] {
  return one === undefined ? [] : [one].flat() as T[];
}
