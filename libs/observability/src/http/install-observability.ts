import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestLineFor, UNMATCHED } from '../log/request-line.js';
import { rememberForStockLog } from '../log/stock-request-log.js';
import { countInFlight, meterFor } from '../metrics/http-metrics.js';
import { startProcessMetrics } from '../metrics/registry.js';
import { runInRequest } from '../request-context.js';
import { formatTraceparent, newSpanId, newTraceId, parseTraceparent } from '../tracing/trace-context.js';
import type { ServerSpans } from '../tracing/server-spans.js';
import './fastify-request.js';
import { abort, abortSignal, ClientGone } from './request-abort.js';
import { type ObservabilityOptions, type Recorder, RequestRecorders } from './request-recorders.js';

/** nginx's status for a client that was gone before its answer was complete. */
const CLIENT_GONE = 499;

/** Whether the request's line, metrics and span are complete, which is to happen once. */
interface RecordState {
  recorded: boolean;
}

/** Gives every request the same shape; a member that the edge has decorated already is left to it. */
function decorate(instance: FastifyInstance): void {
  const values = { traceId: '', spanId: '', sampled: false, deadlineAt: Infinity, principal: null, effectId: undefined, recorded: false, aborter: null, abortReason: null, abortSignal, abort };
  const decorateRequest = instance.decorateRequest.bind(instance) as (name: string, value: unknown) => unknown;
  for (const [name, value] of Object.entries(values)) {
    if (!instance.hasRequestDecorator(name)) decorateRequest(name, value);
  }
}

function continueTrace(request: FastifyRequest, spans: ServerSpans | undefined): void {
  const parent = parseTraceparent(request.headers['traceparent']);
  if (spans !== undefined) {
    spans.start(request, parent);
    return;
  }
  request.traceId = parent === undefined ? newTraceId() : parent.traceId;
  request.spanId = newSpanId();
  request.sampled = parent !== undefined && parent.sampled;
}

function recordOnce(recorder: Recorder, request: FastifyRequest, status: number, ms: number): void {
  const state = request as unknown as RecordState;
  if (state.recorded) return;
  state.recorded = true;
  countInFlight(-1);
  recorder(request, status, ms);
}

/** The first hook of every request: its ids, its answer's headers, its context (Fastify itself keeps that over the reading of a body). */
function beginRequests(instance: FastifyInstance, options: ObservabilityOptions, recorders: RequestRecorders): void {
  const onGone = (request: FastifyRequest, reply: FastifyReply): void => {
    // A complete answer is recorded by `onResponse`, which an asynchronous hook of a plugin (@fastify/multipart has one) puts off until after `close`.
    if (reply.raw.writableFinished || (request as unknown as RecordState).recorded) return;
    request.abort(new ClientGone());
    const recorder = request.is404 ? recorders.unmatched(request.method) : recorders.for(request.method, request.routeOptions.url ?? UNMATCHED);
    recordOnce(recorder, request, CLIENT_GONE, reply.elapsedTime);
  };
  instance.addHook('onRequest', (request, reply, done) => {
    countInFlight(1);
    continueTrace(request, options.spans);
    reply.header('x-request-id', request.id);
    reply.header('traceparent', formatTraceparent(request));
    reply.raw.on('close', () => onGone(request, reply));
    if (options.edge === 'stock') rememberForStockLog(request, reply);
    runInRequest(request, done);
  });
}

/** The last hooks: an answer's status is true only in `onResponse`. A route's own hook knows its method and template without asking. */
function endRequests(instance: FastifyInstance, recorders: RequestRecorders): void {
  instance.addHook('onRoute', (route) => {
    const methods = [route.method].flat();
    const single = methods.length === 1 ? recorders.for(methods[0] as string, route.url) : undefined;
    const record = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
      recordOnce(single ?? recorders.for(request.method, route.url), request, reply.statusCode, reply.elapsedTime);
      done();
    };
    route.onResponse = [...[route.onResponse ?? []].flat(), record];
  });
  instance.addHook('onResponse', (request, reply, done) => {
    if (request.is404) recordOnce(recorders.unmatched(request.method), request, reply.statusCode, reply.elapsedTime);
    done();
  });
}

/**
 * Observes every request: request id and trace context (also in the answer), `currentRequest()`, the abort signal, the request line, the metrics and the server span.
 * To be called before any route and any other hook is registered; `genReqId` of the instance is to be `requestId`.
 * What Fastify answers without its hooks (malformed URLs, HTTP parse errors) is to be told to `recordUnhooked`.
 */
export function installObservability(instance: FastifyInstance, options: ObservabilityOptions): void {
  startProcessMetrics();
  decorate(instance);
  const recorders = new RequestRecorders(options);
  beginRequests(instance, options, recorders);
  endRequests(instance, recorders);
}

/** An answer that was given before Fastify's hooks could run. */
export interface UnhookedAnswer {
  /** As the client sent it; `OTHER` when it could not be read. */
  readonly method: string;
  readonly status: number;
  /** Ids that the answer carries; made when absent. */
  readonly requestId: string;
  readonly traceId?: string;
}

/** Logs and counts an answer to a request that never reached a hook, under the route `(unmatched)`: Fastify's `frameworkErrors` and the server's `clientError`. */
export function recordUnhooked({ method, status, requestId, traceId }: UnhookedAnswer): void {
  const name = /^[A-Z-]{1,20}$/.test(method) ? method : 'OTHER';
  meterFor(name, UNMATCHED)(status, 0);
  requestLineFor(name, UNMATCHED)({ id: requestId, traceId: traceId ?? newTraceId(), principal: null }, status, 0);
}
