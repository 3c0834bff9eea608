import type { EventEmitter } from 'node:events';
import { meterMongoPool } from './metrics/mongo-pool.js';
import type { Tracing } from './tracing/tracing.js';

/** A mongoose connection, as far as observing needs it. */
interface MongoConnection {
  on(event: 'connected', listener: () => void): unknown;
  getClient(): EventEmitter;
  readonly readyState: number;
}

const CONNECTED = 1;
const observed = new WeakSet<EventEmitter>();

/**
 * Counts the pool's connections and, when tracing is on, makes spans of the commands; for these the connection must be opened with `monitorCommands: true`.
 * @param connection connected or not yet; every client it ever gets is observed once.
 */
export function observeMongo(connection: MongoConnection, tracing: Tracing | undefined): void {
  const observe = (): void => {
    const client = connection.getClient();
    if (observed.has(client)) return;
    observed.add(client);
    meterMongoPool(client);
    tracing?.observeMongo(client);
  };
  connection.on('connected', observe);
  if (connection.readyState === CONNECTED) observe();
}
