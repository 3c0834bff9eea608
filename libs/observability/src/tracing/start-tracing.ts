import type { EventEmitter } from 'node:events';
import type { ServerSpans } from './server-spans.js';

export interface Tracing {
  readonly spans: ServerSpans;
  /** Makes a span of every command of a MongoDB client that was opened with `monitorCommands: true`. */
  observeMongo(client: EventEmitter): void;
  /** Sends what is left; at most 2 s. */
  stop(): Promise<void>;
}

/**
 * Starts tracing to an OTLP/HTTP collector; nothing of OpenTelemetry is loaded without one.
 * @param endpoint base URL of the collector, without `/v1/traces`; undefined for none.
 */
export async function startTracing(endpoint: string | undefined, serviceVersion: string): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { openTelemetry } = await import('./open-telemetry.js');
  return openTelemetry(endpoint, serviceVersion);
}
