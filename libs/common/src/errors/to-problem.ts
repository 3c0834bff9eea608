import { HttpException } from '@nestjs/common';
import { toProblem as databaseProblem } from '@plumbline/database';
import { Problem, PROBLEMS, type ProblemType } from '@plumbline/problems';

/** Failures of Fastify itself, by its error code (https://fastify.dev/docs/latest/Reference/Errors/). */
const BY_FASTIFY_CODE: Readonly<Record<string, ProblemType>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: PROBLEMS.UNSUPPORTED_MEDIA_TYPE,
  FST_ERR_CTP_BODY_TOO_LARGE: PROBLEMS.BODY_TOO_LARGE,
  FST_ERR_CTP_EMPTY_JSON_BODY: PROBLEMS.MALFORMED_BODY,
  FST_ERR_CTP_INVALID_JSON_BODY: PROBLEMS.MALFORMED_BODY,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: PROBLEMS.MALFORMED_BODY,
  FST_ERR_BAD_URL: PROBLEMS.MALFORMED_REQUEST,
  FST_ERR_MAX_PARAM_LENGTH: PROBLEMS.URI_TOO_LONG,
  FST_INVALID_MULTIPART_CONTENT_TYPE: PROBLEMS.MALFORMED_BODY,
};

const BY_STATUS: Readonly<Record<number, ProblemType>> = {
  400: PROBLEMS.MALFORMED_REQUEST,
  401: PROBLEMS.UNAUTHENTICATED,
  403: PROBLEMS.FORBIDDEN,
  404: PROBLEMS.NOT_FOUND,
  405: PROBLEMS.METHOD_NOT_ALLOWED,
  408: PROBLEMS.REQUEST_TIMEOUT,
  413: PROBLEMS.BODY_TOO_LARGE,
  414: PROBLEMS.URI_TOO_LONG,
  415: PROBLEMS.UNSUPPORTED_MEDIA_TYPE,
  429: PROBLEMS.RATE_LIMITED,
  431: PROBLEMS.HEADERS_TOO_LARGE,
  503: PROBLEMS.DEPENDENCY_DOWN,
};

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/**
 * The problem that any failure is answered with, from whatever layer it comes.
 * @param error anything that was thrown.
 * @returns the error itself when it is a Problem; INTERNAL with the error as its cause when nothing is known of it.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? BY_FASTIFY_CODE[code] : undefined;
  if (known !== undefined) return new Problem(known, { cause: error });
  const fromDatabase = databaseProblem(error);
  if (fromDatabase !== undefined) return fromDatabase;
  const type = BY_STATUS[statusOf(error) ?? 500] ?? PROBLEMS.INTERNAL;
  return new Problem(type, { detail: type.cure, cause: error });
}
