import { Problem, PROBLEMS } from '@plumbline/problems';
import { formatTraceparent, newSpanId, newTraceId, recordUnhooked, requestId } from '@plumbline/observability';
import type { FastifyReply, FastifyRequest, FastifyHttpOptions } from 'fastify';
import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemBody } from '../errors/error-answers.js';
import { BODY_LIMIT } from './bodies.js';
import { SECURITY_HEADERS } from './headers.js';

const MAX_HEADER_BYTES = 16_384;

/**
 * Node refuses some requests before there is one to answer (header overflow, slow or broken senders): the same body, written to the socket.
 * Without Strict-Transport-Security and uncounted: whether the client speaks TLS and what its address is stands in headers that nobody could
 * read, and a proxy, whose address this is, must not be limited for one of its clients. It costs the sender its connection.
 */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const type = { HPE_HEADER_OVERFLOW: PROBLEMS.HEADERS_TOO_LARGE, ERR_HTTP_REQUEST_TIMEOUT: PROBLEMS.REQUEST_TIMEOUT }[error.code ?? ''] ?? PROBLEMS.MALFORMED_REQUEST;
  const id = requestId({ headers: {} });
  const traceId = newTraceId();
  const body = JSON.stringify(problemBody(new Problem(type), '/', id));
  const headers = { ...SECURITY_HEADERS, 'content-type': 'application/problem+json; charset=utf-8', 'content-length': String(Buffer.byteLength(body)), 'x-request-id': id, traceparent: formatTraceparent({ traceId, spanId: newSpanId(), sampled: false }), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${type.status} ${STATUS_CODES[type.status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  recordUnhooked({ method: 'OTHER', status: type.status, requestId: id, traceId });
}

/**
 * Takes over what Node answers itself, without a body or not at all: an Expect that it does not know (RFC 9110 section 10.1.1 lets us ignore it)
 * and CONNECT, which would tunnel.
 */
export function answerForNode(server: Server): void {
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response));
  server.on('connect', (_request, socket) => answerClientError(new Error('This is no proxy.'), socket as Socket));
}

/**
 * The router refuses malformed and over-long addresses before any hook runs: the edge, once it is installed, does for them what its hooks do
 * (headers, limit by address).
 */
function answerRouterError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const traceId = newTraceId();
  reply.header('x-request-id', request.id).header('traceparent', formatTraceparent({ traceId, spanId: newSpanId(), sampled: false }));
  reply.raw.once('close', () => recordUnhooked({ method: request.method, status: reply.statusCode, requestId: request.id, traceId }));
  request.server.answerUnrouted(error, request, reply);
}

/**
 * The path of a request's target: the router, the redirect to https and `instance` know paths only.
 * @param target also the whole server, which only OPTIONS may ask for (`*`, RFC 9110 section 9.3.7), or a whole address (RFC 9112 section 3.2.2).
 */
export function pathOf(target: string): string {
  if (target.startsWith('/')) return target;
  const path = target === '*' ? '' : target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}

/** Options of the Fastify server: limits on everything that a sender can make grow, and our answers where Fastify has its own. */
export const SERVER_OPTIONS = {
  bodyLimit: BODY_LIMIT,
  // An upload may take a minute (UPLOAD_DEADLINE_MS); every other body meets its operation's deadline before.
  requestTimeout: 65_000,
  connectionTimeout: 0,
  keepAliveTimeout: 65_000,
  rewriteUrl: ({ url }) => pathOf(url ?? '/'),
  genReqId: requestId,
  trustProxy: false,
  return503OnClosing: false,
  http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: 30_000, requireHostHeader: false },
  routerOptions: { maxParamLength: 128, ignoreTrailingSlash: false },
  clientErrorHandler: answerClientError,
  frameworkErrors: answerRouterError,
} as const satisfies FastifyHttpOptions<Server>;
