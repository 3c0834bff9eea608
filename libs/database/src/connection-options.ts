import type { Config } from '@plumbline/config';
import type { ConnectOptions } from 'mongoose';

/** How long a server may be looked for, a connection be made, or a free connection be waited for. */
export const SELECTION_MS = 3_000;

/**
 * How the process talks to MongoDB. A black-holed server is noticed by the monitor (heartbeat 2 s, answer within 3 s), which
 * then interrupts what waits on it; `socketTimeoutMS` is the last resort behind that.
 */
export function connectionOptions(config: Config, appName: string): ConnectOptions {
  return {
    appName,
    // Spans are made of the driver's command events; without tracing none is emitted.
    monitorCommands: config.get('OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined,
    maxPoolSize: config.get('MONGODB_POOL_SIZE'),
    maxConnecting: 4,
    serverSelectionTimeoutMS: SELECTION_MS,
    connectTimeoutMS: SELECTION_MS,
    waitQueueTimeoutMS: SELECTION_MS,
    heartbeatFrequencyMS: 2_000,
    socketTimeoutMS: 15_000,
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    // Indexes are made by migrations, and a query never waits for a database that is away.
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
  };
}
