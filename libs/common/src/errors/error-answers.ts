import { Injectable, Logger } from '@nestjs/common';
import { Problem, PROBLEMS, problemUri } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { STEP_UP_SECONDS } from '../access/step-up.guard.js';
import { RateLimits } from '../rate-limit/index.js';
import { toProblem } from './to-problem.js';

/** The body of every failure (RFC 9457 section 3). */
export function problemBody(problem: Problem, instance: string, requestId: string): Record<string, unknown> {
  const { type, detail, errors, extensions } = problem;
  return {
    type: problemUri(type.code),
    title: type.title,
    status: type.status,
    detail,
    instance,
    code: type.code,
    requestId,
    ...(errors === undefined ? {} : { errors }),
    ...extensions,
  };
}

/** What may not stand in a path as it is (RFC 3986 section 3.3), and a percent sign that begins nothing. */
const NOT_IN_A_PATH = /[^\w.~!$&'()*+,;=:@/%-]|%(?![0-9A-Fa-f]{2})/g;

/** The path of a request, without its query, as a URI reference that cannot grow. */
function instanceOf(request: FastifyRequest): string {
  const end = request.url.indexOf('?');
  // Two slashes at its front would make it name a host (RFC 3986 section 4.2).
  const path = (end === -1 ? request.url : request.url.slice(0, end)).slice(0, 256).replace(/^\/{2,}/, '/');
  return path.replaceAll(NOT_IN_A_PATH, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0').slice(-2)}`);
}

const STEP_UP_CHALLENGE = `Bearer realm="plumbline", error="insufficient_user_authentication", error_description="A second factor shown within the last ${STEP_UP_SECONDS / 60} minutes is needed.", max_age="${STEP_UP_SECONDS}"`;

/** What to show instead (RFC 6750 section 3); a token that is good but not fresh enough is not called invalid (RFC 9470 section 3). */
function challengeOf({ type }: Problem, request: FastifyRequest): string {
  if (type === PROBLEMS.STEP_UP_REQUIRED) return STEP_UP_CHALLENGE;
  return request.headers.authorization === undefined ? 'Bearer realm="plumbline"' : 'Bearer realm="plumbline", error="invalid_token"';
}

/**
 * Writes a problem as the answer, with the headers that belong to its status: Retry-After (429, 503), WWW-Authenticate (401), Accept (415).
 * It neither counts nor logs.
 */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
  const { type, retryAfterSeconds, extensions } = problem;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  else if (type.status === 503) reply.header('retry-after', '5');
  if (type.status === 401) {
    reply.header('www-authenticate', challengeOf(problem, request));
  }
  if (type.status === 415 && Array.isArray(extensions?.['accepted'])) reply.header('accept', extensions['accepted'].join(', '));
  reply.removeHeader('etag');
  reply
    .code(type.status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problemBody(problem, instanceOf(request), request.id));
}

/** `Methods` of the edge. */
interface Served {
  refusal(request: FastifyRequest, reply: FastifyReply): Problem | undefined;
}

/** Answers every failure of every layer: one shape, one place. */
@Injectable()
export class ErrorAnswers {
  private readonly logger = new Logger('Problem');

  private served: Served | undefined;

  constructor(private readonly limits: RateLimits) {}

  /** Tells which methods each path serves, so that a method that no path serves is not answered 404. */
  know(served: Served): void {
    this.served = served;
  }

  /** Sends the answer, once; a request that never reached the guards is counted against its address first. */
  async answer(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    let problem = this.unmatched(error, request, reply) ?? toProblem(error);
    if (!request.countedByAddress && problem.type.status < 500 && problem.type !== PROBLEMS.RATE_LIMITED) {
      problem = (await this.limits.limitUnguarded(request, reply)) ?? problem;
    }
    this.log(problem, request);
    if (!reply.sent) sendProblem(problem, request, reply);
  }

  /** Of what no route matched, unless a hook of ours has refused it for another reason. */
  private unmatched(error: unknown, request: FastifyRequest, reply: FastifyReply): Problem | undefined {
    return request.is404 && !(error instanceof Problem) ? this.served?.refusal(request, reply) : undefined;
  }

  private log(problem: Problem, request: FastifyRequest): void {
    const { level, code } = problem.type;
    if (level !== 'error' && level !== 'warn') return;
    const line = { code, requestId: request.id, err: problem.cause ?? problem };
    if (level === 'error') this.logger.error(line, problem.detail);
    else this.logger.warn({ ...line, err: undefined }, problem.detail);
  }
}
