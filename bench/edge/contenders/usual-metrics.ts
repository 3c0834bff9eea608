import { Counter, Histogram, Registry } from 'prom-client';

/** Metrics as most services keep them: prom-client, labels looked up on each request. */
export function usualMetrics(): (method: string, route: string, status: number, seconds: number) => void {
  const registers = [new Registry()];
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests.', labelNames, registers });
  const durations = new Histogram({ name: 'http_request_duration_seconds', help: 'Durations.', labelNames, registers });
  return (method, route, status, seconds) => {
    const labels = { method, route, status: String(status) };
    requests.inc(labels);
    durations.observe(labels, seconds);
  };
}

export const CORS_ORIGIN = 'https://app.bench.plumbline.test';
/** Requests a minute and client; nobody meets it here. */
export const MANY = 300_000;
