import type { INestApplication } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { closeDatabase } from '@plumbline/database';
import { drainLogs, logger, requestsInFlight } from '@plumbline/observability';
import type { Server } from 'node:http';
import { drain, type DrainStep } from './drain.js';
import { finishRequests, stopAccepting } from './http-drain.js';
import { countRejection } from './rejections.js';
import { Shutdown } from './shutdown.js';

/** Of modules, of the database, of the log: each. */
const CLOSE_WITHIN_MS = 5_000;

/** What the application started beside Nest, to be stopped behind the requests: the metrics' server, tracing. */
export interface EndOptions {
  readonly stop?: readonly (() => Promise<void>)[];
  /** `process.exit`, unless a test watches. */
  readonly exit?: (code: number) => void;
}

/**
 * The whole order of a shutdown, here and nowhere else.
 * @param graceMs how long requests are served while `/ready` says no; 0 after a crash.
 */
export function shutdownSteps(app: INestApplication, graceMs: number, { stop = [] }: EndOptions): DrainStep[] {
  const server = app.getHttpServer() as Server;
  const drainMs = app.get(Config).get('SHUTDOWN_DRAIN_MS');
  const finish = async (): Promise<void> => {
    const cut = await finishRequests(server, requestsInFlight, drainMs);
    if (cut > 0) throw new Error(`${cut} requests were cut off.`);
  };
  return [
    { name: 'say that it is not ready', limitMs: 1_000, run: () => app.get(Shutdown).begin() },
    { name: 'serve through the grace time', limitMs: graceMs + 1_000, run: () => new Promise((resolve) => setTimeout(resolve, graceMs)) },
    { name: 'stop accepting connections', limitMs: 1_000, run: () => stopAccepting(server) },
    { name: 'finish all requests', limitMs: drainMs + 1_000, run: finish },
    { name: 'close the modules', limitMs: CLOSE_WITHIN_MS, run: () => app.close() },
    { name: 'close the database', limitMs: CLOSE_WITHIN_MS, run: () => closeDatabase(app) },
    { name: 'stop metrics and tracing', limitMs: CLOSE_WITHIN_MS, run: () => Promise.all(stop.map((end) => end())).then(() => undefined) },
    { name: 'write the log out', limitMs: CLOSE_WITHIN_MS, run: () => drainLogs() },
  ];
}

/**
 * Ends the process in order at SIGTERM and SIGINT: exit code 0, or 1 when a step failed or a request was cut. A second signal changes nothing.
 * An uncaught exception ends it the same way without the grace time, with code 1: what the process holds in memory cannot be trusted any more.
 * An unhandled rejection is logged as an error and counted, and the process goes on: one forgotten promise of a dependency must not end all requests.
 * @param app listening or about to listen; Nest's own shutdown hooks must stay off, as they would close modules before the requests are answered.
 */
export function endWithGrace(app: INestApplication, options: EndOptions = {}): void {
  const exit = options.exit ?? ((code: number) => process.exit(code));
  let ending = false;
  const end = async (graceMs: number, code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    const clean = await drain(shutdownSteps(app, graceMs, options), (name, reason) => {
      logger.error({ err: reason }, `The shutdown could not ${name}: ${reason instanceof Error ? reason.message : String(reason)}`);
    });
    exit(clean ? code : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      logger.info(ending ? `${signal} again; the shutdown is under way.` : `${signal}: shutting down.`);
      void end(app.get(Config).get('SHUTDOWN_GRACE_MS'), 0);
    });
  }
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'An exception was not caught; the process ends.');
    void end(0, 1);
  });
  process.on('unhandledRejection', (reason) => {
    countRejection();
    logger.error({ err: reason }, 'A promise was rejected and nobody cared.');
  });
}
