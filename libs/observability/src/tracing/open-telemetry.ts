import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, TraceFlags, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { observeMongoCommands } from './mongo-spans.js';
import type { ServerSpans, SpanRequest } from './server-spans.js';
import type { Tracing } from './tracing.js';
import type { TraceContext } from './trace-context.js';

const STOP_WITHIN_MS = 2_000;

/** Kept beside the request: no context manager is installed, as `currentRequest()` already knows where code runs. */
const spans = new WeakMap<object, Span>();

/** The context under which a span of `request` belongs. */
export function contextOf(request: object | undefined): Context {
  const span = request === undefined ? undefined : spans.get(request);
  return span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span);
}

function remoteParent(parent: TraceContext | undefined): Context {
  if (parent === undefined) return ROOT_CONTEXT;
  const traceFlags = parent.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: parent.traceId, spanId: parent.spanId, traceFlags, isRemote: true });
}

/** Names and attributes are those of OpenTelemetry's semantic conventions for HTTP servers, 1.23. */
class OpenTelemetrySpans implements ServerSpans {
  constructor(private readonly tracer: Tracer) {}

  start(request: SpanRequest, parent: TraceContext | undefined): void {
    const span = this.tracer.startSpan('HTTP', { kind: SpanKind.SERVER, attributes: { 'plumbline.request_id': request.id } }, remoteParent(parent));
    spans.set(request, span);
    const context = span.spanContext();
    request.traceId = context.traceId;
    request.spanId = context.spanId;
    request.sampled = (context.traceFlags & TraceFlags.SAMPLED) !== 0;
  }

  end(request: SpanRequest, method: string, route: string, status: number): void {
    const span = spans.get(request);
    if (span === undefined) return;
    span.updateName(`${method} ${route}`);
    span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
    if (status >= 499) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }
}

/** Sets up the exporter; spans are sent in batches, and dropped when the collector stays away. */
export function openTelemetry(endpoint: string, serviceVersion: string): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: 5_000 });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'plumbline', 'service.version': serviceVersion }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000 })],
  });
  const tracer = provider.getTracer('plumbline', serviceVersion);
  return {
    spans: new OpenTelemetrySpans(tracer),
    observeMongo: (client) => observeMongoCommands(client, tracer, contextOf),
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_WITHIN_MS);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), limit]);
      clearTimeout(timer);
    },
  };
}
