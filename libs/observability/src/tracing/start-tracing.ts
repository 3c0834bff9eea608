import type { Tracing } from './tracing.js';

/**
 * Starts tracing to an OTLP/HTTP collector; nothing of OpenTelemetry is loaded without one.
 * @param endpoint base URL of the collector, without `/v1/traces`; undefined for none.
 */
export async function startTracing(endpoint: string | undefined, serviceVersion: string): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { openTelemetry } = await import('./open-telemetry.js');
  return openTelemetry(endpoint, serviceVersion);
}
