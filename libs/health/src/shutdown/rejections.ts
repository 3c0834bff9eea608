import { metricsRegistry } from '@plumbline/observability';
import { Counter } from 'prom-client';

const rejections = new Counter({ name: 'process_unhandled_rejections_total', help: 'Promises that were rejected without a handler; each is a defect, and in the log.', registers: [metricsRegistry] });

export function countRejection(): void {
  rejections.inc();
}
