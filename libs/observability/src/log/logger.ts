import pino, { type Logger } from 'pino';
import { maskLine } from '../masking/mask.js';
import { currentRequest, type LoggedCaller } from '../request-context.js';
import { errorForLog } from './error-for-log.js';
import { writeLogLine } from './log-sink.js';

/** Who calls, by ids. */
export function callerFields(principal: LoggedCaller | null): Record<string, string> {
  if (principal === null) return {};
  const { userId, credential } = principal;
  return credential?.apiKeyId === undefined ? { userId } : { userId, apiKeyId: credential.apiKeyId };
}

/** The ids that tie an application line to its request. */
function requestFields(): Record<string, string> {
  const request = currentRequest();
  if (request === undefined) return {};
  return { requestId: request.id, traceId: request.traceId, ...callerFields(request.principal) };
}

/** The process's logger, from its first line on; Nest's `Logger` writes through it once `ObservabilityModule` is up. Every line passes the masker as a whole. */
export const logger: Logger = pino(
  {
    level: 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: requestFields,
    serializers: { err: errorForLog, error: errorForLog },
  },
  { write: (line: string) => writeLogLine(maskLine(line)) },
);
