import type { EventEmitter } from 'node:events';
import type { ServerSpans } from './server-spans.js';

/** What runs while tracing is on. */
export interface Tracing {
  readonly spans: ServerSpans;
  /** Makes a span of every command of a MongoDB client that was opened with `monitorCommands: true`. */
  observeMongo(client: EventEmitter): void;
  /** Sends what is left; at most 2 s. */
  stop(): Promise<void>;
}
