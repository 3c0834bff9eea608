import { createServer, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** A request that somebody sent to the canary. */
export interface Hit {
  readonly method: string;
  readonly path: string;
}

/** A listener of the audit's own: whoever calls at an address that only one request named has been made to call by that request. */
export class Canary {
  readonly hits: Hit[] = [];
  readonly port: number;
  readonly address: string;
  readonly #server: Server;

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.address = address;
    this.port = (server.address() as AddressInfo).port;
  }

  /** @param target from which it must be within reach: it listens on the address with which the audit calls there. */
  static async open(target: URL): Promise<Canary> {
    const address = await addressTowards(target);
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, address, resolve);
    });
    const canary = new Canary(server, address);
    server.on('request', (request, response) => {
      canary.hits.push({ method: request.method ?? '', path: request.url ?? '' });
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('canary');
    });
    return canary;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => void this.#server.close(() => {
      resolve();
    }));
  }
}

/** The own address of a connection to the target. @throws Error when there is no connection */
function addressTowards({ hostname, port, protocol }: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port || (protocol === 'https:' ? 443 : 80)), hostname.replace(/^\[|\]$/g, ''));
    socket.once('connect', () => {
      resolve(socket.localAddress ?? '127.0.0.1');
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
