import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';
import { RequestMethod } from '@nestjs/common';
import { callerFields, logger } from './logger.js';
import { UNMATCHED } from './request-line.js';

/** pino-http sees node's objects only; the route, the true status and the caller are on Fastify's. */
const requests = new WeakMap<IncomingMessage, { readonly request: FastifyRequest; readonly reply: FastifyReply }>();

export function rememberForStockLog(request: FastifyRequest, reply: FastifyReply): void {
  requests.set(request.raw, { request, reply });
}

/** Whether nestjs-pino's middleware saw the request and writes its line: pino-http notes its loggers on node's request. (`log` is of middie, which sets it on every one.) */
export function passedStockLog({ raw }: { readonly raw?: object }): boolean {
  return raw !== undefined && 'allLogs' in raw;
}

/** The same members as the fast line has. */
function requestFields(raw: IncomingMessage, response: ServerResponse): Record<string, unknown> {
  const known = requests.get(raw);
  if (known === undefined) return {};
  const { request, reply } = known;
  const gone = !response.writableFinished;
  return {
    requestId: request.id,
    traceId: request.traceId,
    method: request.method,
    route: request.is404 ? UNMATCHED : request.routeOptions.url,
    status: gone ? 499 : response.statusCode,
    ms: Number(reply.elapsedTime.toFixed(1)),
    ...callerFields(request.principal),
  };
}

/** nestjs-pino as its documentation has it, with our fields; on the fast way it gives only the application logger. */
export function pinoParams(edge: 'fast' | 'stock'): Params {
  const routes = edge === 'stock' ? [{ path: '{*splat}', method: RequestMethod.ALL }] : [];
  return {
    forRoutes: routes,
    pinoHttp: {
      logger,
      quietResLogger: true,
      serializers: { req: () => undefined },
      customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'info'),
      customSuccessObject: (request, response) => requestFields(request, response),
      customErrorObject: (request, response) => requestFields(request, response),
      customSuccessMessage: () => undefined as unknown as string,
      customErrorMessage: () => undefined as unknown as string,
    },
  };
}
