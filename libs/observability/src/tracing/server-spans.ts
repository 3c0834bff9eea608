import type { TraceContext } from './trace-context.js';

/** What a span needs of the request; `span` is the tracer's own. */
export interface SpanRequest {
  readonly id: string;
  traceId: string;
  spanId: string;
  sampled: boolean;
}

/** The spans of the requests that we serve; implemented by OpenTelemetry when an endpoint is configured, and absent otherwise. */
export interface ServerSpans {
  /** Begins the request's span and sets its three trace members. */
  start(request: SpanRequest, parent: TraceContext | undefined): void;
  /** @param status 100..599; 5xx and 499 mark the span as failed. */
  end(request: SpanRequest, method: string, route: string, status: number): void;
}
