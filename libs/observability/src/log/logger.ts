import pino, { type Logger } from 'pino';
import { maskLine } from '../masking/mask.js';
import { currentRequest } from '../request-context.js';
import { errorForLog } from './error-for-log.js';
import { writeLogLine } from './log-sink.js';

/** The ids that tie an application line to its request. */
function requestFields(): Record<string, string> {
  const request = currentRequest();
  if (request === undefined) return {};
  const fields: Record<string, string> = { requestId: request.id, traceId: request.traceId };
  if (request.principal !== null) fields['userId'] = request.principal.userId;
  return fields;
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
