import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Answer, Incoming } from './wire/api.ts';

const MAX_BODY = 1 << 20;

/** Where a request goes once it is here whole. */
export interface Receiver {
  receive(incoming: Incoming, response: ServerResponse): void;
}

/** The HTTP side: bodies of at most 1 MiB, read whole, and answers in JSON. */
export function httpServer(receiver: Receiver): Server {
  return createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY) chunks.push(chunk);
    });
    request.on('error', () => response.destroy());
    request.on('end', () => {
      if (length > MAX_BODY) {
        sendText(response, 413, 'application/json', JSON.stringify({ error: { type: 'invalid_request_error', message: 'Request body is larger than 1 MiB.' } }));
        return;
      }
      receiver.receive(incomingOf(request, chunks), response);
    });
  });
}

function incomingOf(request: IncomingMessage, chunks: readonly Buffer[]): Incoming {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  return {
    method: request.method ?? 'GET', pathname: mark < 0 ? url : url.slice(0, mark), query: mark < 0 ? '' : url.slice(mark + 1),
    body: chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8'), headers: request.headers, remote: request.socket.remoteAddress,
  };
}

export function sendAnswer(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export function sendText(response: ServerResponse, status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...headers, 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
