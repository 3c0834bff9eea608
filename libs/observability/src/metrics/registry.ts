import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { droppedLogLines } from '../log/log-sink.js';

/** Every metric of the process; libraries register theirs here. */
export const metricsRegistry = new Registry();

let started = false;

/** Process metrics (memory, CPU, garbage collection, event-loop lag) and the log's losses; begun once, as they keep timers and observers. */
export function startProcessMetrics(): void {
  if (started) return;
  started = true;
  collectDefaultMetrics({ register: metricsRegistry });
  new Gauge({
    name: 'log_lines_dropped',
    help: 'Log lines dropped since the start because the reader of the log was too slow or gone.',
    registers: [metricsRegistry],
    collect() {
      this.set(droppedLogLines());
    },
  });
}

/** All metrics in Prometheus' text format (version 0.0.4). */
export function metricsText(): Promise<string> {
  return metricsRegistry.metrics();
}

/** The Content-Type of `metricsText()`. */
export const METRICS_CONTENT_TYPE = metricsRegistry.contentType;
