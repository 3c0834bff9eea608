import type { LoggedCaller } from '../request-context.js';
import { logger } from './logger.js';
import { writeLogLine } from './log-sink.js';

/** The route of a request that no route matched. */
export const UNMATCHED = '(unmatched)';

/** What a request's line needs of the request; everything else is known when the route is registered. */
export interface AnsweredRequest {
  /** Node's request, where there was one. */
  readonly raw?: object;
  readonly id: string;
  readonly traceId: string;
  readonly principal: LoggedCaller | null;
}

/** Values of this form stand in JSON as they are. */
const PLAIN = /^[A-Za-z0-9._-]{0,64}$/;
const INFO = 30;
const ERROR = 50;

function json(value: string): string {
  return PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
}

function callerOf({ userId, credential }: LoggedCaller): string {
  const key = credential?.apiKeyId === undefined ? '' : `,"apiKeyId":${json(credential.apiKeyId)}`;
  return `,"userId":${json(userId)}${key}`;
}

let stampedAt = 0;
let stamp = '';

function isoTime(): string {
  const now = Date.now();
  if (now !== stampedAt) {
    stamp = new Date(now).toISOString();
    stampedAt = now;
  }
  return stamp;
}

/** Writes the line of one answered request; `status` 100..599, `ms` >= 0. */
export type RequestLine = (request: AnsweredRequest, status: number, ms: number) => void;

/**
 * The writer of one route's lines: method and template are serialised once. It writes past pino, which would serialise the same fields again on every request.
 * The line is safe by construction: it holds ids of a checked form, a template from the code, and numbers.
 * @param route the template, such as `/api/v1/businesses/:businessId`; never a path as it was requested.
 */
export function requestLineFor(method: string, route: string): RequestLine {
  const constant = `,"method":${json(method)},"route":${JSON.stringify(route)},"status":`;
  return (request, status, ms) => {
    const failed = status >= 500;
    if (logger.levelVal > (failed ? ERROR : INFO)) return;
    const user = request.principal === null ? '' : callerOf(request.principal);
    writeLogLine(
      `{"level":"${failed ? 'error' : 'info'}","time":"${isoTime()}","requestId":${json(request.id)},"traceId":${json(request.traceId)}${constant}${status},"ms":${ms.toFixed(1)}${user}}\n`,
    );
  };
}
