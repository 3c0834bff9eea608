import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as TcpServer } from 'node:net';

const LOOK_EVERY_MS = 20;
/** A connection that stays without a request for so long belongs to nobody who is about to send one. */
const LINGER_MS = 2_000;
/** A turn of the event loop as short as this had next to nothing to do after it took new connections. */
const IDLE_TURN_MS = 0.2;
/** A loop that is never idle is not waited for. */
const AWAIT_IDLE_MS = 200;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Waits for a turn in which hardly anybody can have come to the port behind the moment at which it took those who waited. */
async function idleTurn(): Promise<void> {
  const begun = performance.now();
  for (let last = begun; ; ) {
    await nextTurn();
    const now = performance.now();
    if (now - last < IDLE_TURN_MS || now - begun > AWAIT_IDLE_MS) return;
    last = now;
  }
}

/**
 * Takes no new connection; those that are open are served, and ended by their next answer, so that their clients go elsewhere.
 * Node's own `server.close()` would also cut connections on which a request is just arriving. Both in one
 * moment: clients sent away earlier would come back over new connections.
 */
export async function stopAccepting(server: Server): Promise<void> {
  // One that is still in the kernel when the port is closed is reset.
  await idleTurn();
  // Ahead of Fastify's listener, and free until now.
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Connection', 'close');
  });
  if (server.listening) TcpServer.prototype.close.call(server);
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0)));
}

/**
 * Waits until no request is running, then closes what is still open.
 * @param running how many are.
 * @returns how many were still running after `limitMs`, and are cut off.
 */
export async function finishRequests(server: Server, running: () => number, limitMs: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const elapsed = performance.now() - begun;
    if (elapsed > limitMs || (await openConnections(server)) === 0) break;
    if (elapsed > LINGER_MS) {
      // What has come in meanwhile is read first: a connection with bytes in the kernel looks idle, and would be reset.
      await idleTurn();
      server.closeIdleConnections();
      if (running() === 0) break;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  const cut = running();
  server.closeAllConnections();
  return cut;
}
