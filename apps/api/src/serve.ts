import type { Config } from '@plumbline/config';
import { endWithGrace } from '@plumbline/health';
import { flushLogs, logger, startMetricsServer, startTracing } from '@plumbline/observability';
import { createApplication } from './application.js';
import { VERSION } from './version.js';

/** Starts the service and says where it listens, or why it cannot; then the process ends with 1. */
export async function serve(config: Config): Promise<void> {
  try {
    await listen(config);
  } catch (error) {
    tell(error);
    flushLogs();
    process.exit(1);
  }
}

async function listen(config: Config): Promise<void> {
  const tracing = await startTracing(config.get('OTEL_EXPORTER_OTLP_ENDPOINT'), VERSION);
  const { app } = await createApplication(config, tracing);
  const metrics = config.metricsPort === undefined ? undefined : await startMetricsServer(config.metricsPort, config.get('HOST'));
  endWithGrace(app, { stop: [async () => metrics?.stop(), async () => tracing?.stop()] });
  await app.listen({ port: config.get('PORT'), host: config.get('HOST') });
  logger.info({ url: (await app.getUrl()).replace('[::1]', 'localhost'), ...(metrics === undefined ? {} : { metricsPort: metrics.port }) }, 'Listening.');
}

/** What keeps the service from starting, in one sentence where the cause is known. */
function tell(error: unknown): void {
  const { code, port } = error as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE') process.stderr.write(`Port ${String(port)} is in use; stop that program or set PORT (or METRICS_PORT) to a free one.\n`);
  else if (code === 'EACCES') process.stderr.write(`Port ${String(port)} may not be used by this user; set PORT to one above 1023.\n`);
  else logger.fatal({ err: error }, 'The service cannot start.');
}
