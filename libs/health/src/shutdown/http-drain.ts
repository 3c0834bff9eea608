import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const LOOK_EVERY_MS = 20;

/** From now on every answer ends its connection, so that clients come back elsewhere before this process is gone. Ahead of Fastify's listener, and free until then. */
export function turnClientsAway(server: Server): void {
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close');
  });
}

/** Takes no new connection; connections without a request are closed, the others live until their answer is sent. */
export function stopAccepting(server: Server): void {
  if (server.listening) server.close();
  server.closeIdleConnections();
}

/**
 * Waits until no request is running.
 * @param running how many are.
 * @returns how many were still running after `limitMs`, and are cut off.
 */
export async function finishRequests(server: Server, running: () => number, limitMs: number): Promise<number> {
  const deadline = performance.now() + limitMs;
  while (running() > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    server.closeIdleConnections();
  }
  const cut = running();
  server.closeAllConnections();
  return cut;
}
