import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { METRICS_CONTENT_TYPE, metricsText } from './registry.js';

/** Adds `GET /metrics` to the main server, for when it has no port of its own. */
export function mountMetrics(instance: FastifyInstance): void {
  instance.get('/metrics', async (_request, reply) => {
    const text = await metricsText();
    return reply.header('content-type', METRICS_CONTENT_TYPE).header('cache-control', 'no-store').send(text);
  });
}

/** `/metrics` on a port that is not reachable from outside. */
export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

function answer(server: Server): void {
  server.on('request', (request, response) => {
    if (request.url !== '/metrics' || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end();
      return;
    }
    metricsText().then(
      (text) => response.writeHead(200, { 'Content-Type': METRICS_CONTENT_TYPE, 'Cache-Control': 'no-store' }).end(text),
      () => response.writeHead(500).end(),
    );
  });
}

/**
 * Serves `/metrics` alone.
 * @param port 0 takes a free one.
 * @throws the system's error when the port is taken.
 */
export async function startMetricsServer(port: number, host: string): Promise<MetricsServer> {
  const server = createServer();
  answer(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
