import { createServer as createTlsServer } from 'node:https';
import { createServer, type RequestListener, type Server } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { selfSigned } from '../specimen/certificate.fixture.ts';
import { Budget, BudgetSpent } from './budget.ts';
import { HttpClient } from './client.ts';
import { fieldOf } from './exchange.ts';
import { MOST_READ } from './raw.ts';

const undo: (() => void)[] = [];

afterEach(() => {
  for (const one of undo.splice(0)) one();
});

async function listening(server: Server | net.Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function clientOf(listen: RequestListener, total = 100): Promise<HttpClient> {
  return clientAt(`http://127.0.0.1:${await listening(createServer(listen))}`, total);
}

function clientAt(url: string, total = 100, authorities?: readonly string[]): HttpClient {
  const client = new HttpClient(new URL(url), new Budget(10_000, total), authorities);
  undo.push(() => {
    client.close();
  });
  return client;
}

/** A server that speaks bytes, and not always HTTP. @param speak once a request has begun to come */
async function bytesServer(speak: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('data', () => {
      speak(socket);
    });
  });
  undo.push(() => {
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${await listening(server)}`;
}

describe('the client', () => {
  it('does not follow redirections, and so does not go round in circles', async () => {
    let asked = 0;
    const client = await clientOf((request, response) => {
      asked += 1;
      response.writeHead(302, { Location: request.url }).end();
    });
    const { answer } = await client.send({ method: 'GET', path: '/round' });
    expect([answer?.status, fieldOf(answer?.headers ?? [], 'location'), asked]).toEqual([302, '/round', 1]);
  });

  it.each(['HTTP', 'bytes'])('cuts an answer of 1 GiB at its bound, by %s', async (way) => {
    let written = 0;
    const url = await bytesServer((socket) => {
      const chunk = Buffer.alloc(65_536, 'x');
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 30}\r\n\r\n`);
      const more = (): void => {
        while (written < 2 ** 30 && socket.writable) {
          written += chunk.length;
          if (!socket.write(chunk)) return;
        }
      };
      socket.on('drain', more);
      more();
    });
    const client = clientAt(url);
    const { failure, answer } = way === 'HTTP' ? await client.send({ method: 'GET', path: '/' }) : await client.sendBytes(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), { method: 'GET', path: '/' });
    expect(failure).toBe('too-large');
    expect(answer?.body.length ?? 0).toBeLessThanOrEqual(MOST_READ);
    expect(written).toBeLessThan(10 * MOST_READ);
  });

  it.each(['head', 'body'])('ends an answer that drips by a deadline in all, when its %s does', async (part) => {
    const url = await bytesServer((socket) => {
      socket.write(part === 'head' ? 'HTTP/1.1 200 OK\r\nX-Slow: ' : 'HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => {
        clearInterval(timer);
      });
    });
    const client = clientAt(url);
    const { failure, ms, answer } = await client.send({ method: 'GET', path: '/', timeoutMs: 300 });
    expect(failure).toBe('timeout');
    expect(answer).toBeUndefined();
    expect(ms).toBeGreaterThanOrEqual(290);
    const raw = await client.sendBytes(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), { method: 'GET', path: '/' }, { timeoutMs: 300 });
    expect(raw.failure).toBe('timeout');
  });

  it('has a word for each way in which nothing comes', async () => {
    const gone = await listening(createServer());
    undo.pop()?.();
    const words = [
      (await clientAt(`http://127.0.0.1:${gone}`).send({ method: 'GET', path: '/' })).failure,
      (await clientAt(await bytesServer((socket) => socket.destroy())).send({ method: 'POST', path: '/' })).failure,
      (await clientAt(await bytesServer((socket) => socket.end('I speak no HTTP\r\n\r\n'))).send({ method: 'GET', path: '/' })).failure,
      (await clientAt(await bytesServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour'))).send({ method: 'GET', path: '/' })).failure,
      (await clientAt('http://nowhere.invalid').send({ method: 'GET', path: '/' })).failure,
      (await (await clientOf((_, response) => response.end())).send({ method: 'GET', path: '/', headers: [['Bad Name', 'x']] })).failure,
    ];
    expect(words).toEqual(['refused', 'reset', 'malformed', 'reset', 'unreachable', 'malformed']);
  });

  it('says that a certificate is not believed, and believes it from an authority that it is told', async () => {
    const pair = selfSigned();
    const url = `https://127.0.0.1:${await listening(createTlsServer(pair, (_, response) => response.end('hello')))}`;
    expect(await clientAt(url).send({ method: 'GET', path: '/' })).toMatchObject({ failure: 'tls', detail: expect.stringMatching(/self.signed/i) as unknown });
    expect(await clientAt(url).sendBytes(Buffer.from('GET / HTTP/1.1\r\n\r\n'), { method: 'GET', path: '/' })).toMatchObject({ failure: 'tls' });
    expect(await clientAt(url, 100, [pair.cert]).send({ method: 'GET', path: '/' })).toMatchObject({ answer: { status: 200, body: 'hello' } });
    const plain = new URL(url);
    plain.protocol = 'http:';
    expect((await clientAt(plain.href).send({ method: 'GET', path: '/' })).answer?.status).not.toBe(200);
    const bare = `https://127.0.0.1:${await listening(createServer())}`;
    expect(await clientAt(bare).send({ method: 'GET', path: '/' })).toMatchObject({ failure: 'tls' });
  });

  it('sends no more than its budget allows', async () => {
    const client = await clientOf((_, response) => response.end(), 3);
    await client.send({ method: 'GET', path: '/' });
    await expect(client.sendTogether([1, 2, 3].map(() => ({ method: 'GET', path: '/' })))).rejects.toThrow(BudgetSpent);
    await client.sendTogether([1, 2].map(() => ({ method: 'GET', path: '/' })));
    await expect(client.send({ method: 'GET', path: '/' })).rejects.toThrow('The budget of 3 requests is spent: raise budget.total in the target file.');
    expect(client.count).toBe(3);
  });
});
