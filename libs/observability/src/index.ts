import './http/fastify-request.js';

export { currentRequest, remainingMs, runInRequest, type RequestContext } from './request-context.js';
export { ObservabilityModule } from './observability.module.js';
export { installObservability, recordUnhooked, type UnhookedAnswer } from './http/install-observability.js';
export { type ObservabilityOptions, UNMATCHED } from './http/request-recorders.js';
export { ClientGone } from './http/request-abort.js';
export { requestId } from './http/request-id.js';
export { droppedLogLines, drainLogs, flushLogs, type LogTarget, openLog } from './log/log-sink.js';
export { LOG_LEVELS, LogLevel, type LogLevelName } from './log/log-level.js';
export { logger } from './log/logger.js';
export { mask } from './masking/mask.js';
export { METRICS_CONTENT_TYPE, metricsRegistry, metricsText } from './metrics/registry.js';
export { requestsInFlight } from './metrics/http-metrics.js';
export { mountMetrics, type MetricsServer, startMetricsServer } from './metrics/serve-metrics.js';
export { formatTraceparent, newSpanId, newTraceId, parseTraceparent, type TraceContext } from './tracing/trace-context.js';
export { startTracing, type Tracing } from './tracing/start-tracing.js';
export { observeMongo } from './observe-mongo.js';
export type { ServerSpans } from './tracing/server-spans.js';
