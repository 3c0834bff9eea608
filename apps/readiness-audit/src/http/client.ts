import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Budget } from './budget.ts';
import type { Answer, Exchange, Failure, Fields, Request } from './exchange.ts';

/** Most drivers give up after 30 s: what hangs longer is a finding, so the audit waits longer. */
const PATIENCE_MS = 45_000;
const MOST_READ = 10 * 1_048_576;
const MOST_KEPT = 1_048_576;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

const FAILURE_OF: Readonly<Record<string, Failure>> = { ECONNREFUSED: 'refused', ECONNRESET: 'reset', EPIPE: 'reset', ECONNABORTED: 'reset' };

/** What a failed attempt is called. */
function failureOf({ code = '', message }: NodeJS.ErrnoException): Failure {
  if (FAILURE_OF[code] !== undefined) return FAILURE_OF[code];
  if (code.startsWith('HPE_')) return 'malformed';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code) || /certificate|ssl/i.test(message)) return 'tls';
  return message === 'socket hang up' ? 'reset' : 'unreachable';
}

function fieldsOfRaw(raw: readonly string[]): Fields {
  return Array.from({ length: raw.length / 2 }, (_, place) => [raw[place * 2] ?? '', raw[place * 2 + 1] ?? ''] as const);
}

type Sent = Pick<Exchange, 'answer' | 'failure' | 'detail'>;

/** Speaks to the target as no library would: redirects are not followed, broken requests are sent as they are, and nothing is thrown for what comes back. */
export class HttpClient {
  readonly base: URL;
  readonly #budget: Budget;
  readonly #record: (exchange: Exchange) => void;
  readonly #agents = { 'http:': new http.Agent({ keepAlive: true, maxSockets: 32 }), 'https:': new https.Agent({ keepAlive: true, maxSockets: 32 }) } as const;
  #count = 0;

  /** @param record hears of each exchange as it ends. */
  constructor(base: URL, budget: Budget, record: (exchange: Exchange) => void) {
    this.base = base;
    this.#budget = budget;
    this.#record = record;
  }

  /** @throws BudgetSpent; nothing else. */
  async send(request: Request): Promise<Exchange> {
    await this.#budget.take();
    return this.#exchange(request, SAFE.has(request.method));
  }

  /** Requests that are sent at the same moment, each on a connection of its own. @throws BudgetSpent */
  async sendTogether(requests: readonly Request[]): Promise<readonly Exchange[]> {
    await this.#budget.takeTogether(requests.length);
    return Promise.all(requests.map((request) => this.#exchange(request, false)));
  }

  /** Bytes as they are, for what no client library can be made to send. @param shownAs its first line for people. @throws BudgetSpent */
  async sendBytes(bytes: Buffer, shownAs: Pick<Request, 'method' | 'path'>, timeoutMs = PATIENCE_MS): Promise<Exchange> {
    await this.#budget.take();
    return this.#timed({ ...shownAs, body: bytes }, () => this.#rawAnswer(bytes, timeoutMs));
  }

  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  async #exchange(request: Request, mayReuse: boolean): Promise<Exchange> {
    return this.#timed(request, async () => {
      const first = await this.#attempt(request, mayReuse);
      // The server may close an idle connection just as it is used again: that says nothing of the request.
      return first.wasReused && first.failure === 'reset' ? this.#attempt(request, false) : first;
    });
  }

  async #timed(request: Request, work: () => Promise<Sent>): Promise<Exchange> {
    this.#count += 1;
    const id = `x${this.#count}`;
    const at = new Date().toISOString();
    const begun = performance.now();
    const { answer, failure, detail } = await work();
    const { method, headers = [], body } = request;
    const told = { method, url: new URL(request.path, this.base).href, headers, ...(body === undefined ? {} : { body: body.toString().slice(0, MOST_KEPT) }) };
    const exchange: Exchange = { id, at, ms: Math.round((performance.now() - begun) * 10) / 10, request: told, ...(answer === undefined ? {} : { answer }), ...(failure === undefined ? {} : { failure, detail: detail ?? failure }) };
    this.#record(exchange);
    return exchange;
  }

  #attempt({ method, path, headers = [], body, timeoutMs = PATIENCE_MS }: Request, mayReuse: boolean): Promise<Sent & { readonly wasReused: boolean }> {
    const url = new URL(path, this.base);
    const { request: open } = url.protocol === 'https:' ? https : http;
    const agent = mayReuse ? this.#agents[url.protocol as keyof typeof this.#agents] : false;
    return new Promise((resolve) => {
      let request: http.ClientRequest | undefined;
      const done = (sent: Sent): void => {
        clearTimeout(timer);
        resolve({ ...sent, wasReused: request?.reusedSocket === true });
      };
      const timer = setTimeout(() => {
        done({ failure: 'timeout', detail: `no answer within ${timeoutMs} ms` });
        request?.destroy();
      }, timeoutMs);
      try {
        // As one flat list of names and values: nothing is joined, nothing is put in order.
        const flat = [...headers.flat(), ...(body === undefined || headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name)) ? [] : ['Content-Length', String(Buffer.byteLength(body))]), ...(headers.some(([name]) => /^host$/i.test(name)) ? [] : ['Host', url.host])];
        request = open(url, { method, headers: flat as unknown as http.OutgoingHttpHeaders, agent, setHost: false });
        request.on('response', (response) => void read(response).then(done));
        request.on('error', (error) => done({ failure: failureOf(error), detail: error.message }));
        request.end(body);
      } catch (error) {
        done({ failure: 'malformed', detail: (error as Error).message });
      }
    });
  }

  #rawAnswer(bytes: Buffer, timeoutMs: number): Promise<Sent> {
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      const socket = net.connect(Number(this.base.port || 80), this.base.hostname.replace(/^\[|\]$/g, ''));
      const timer = setTimeout(() => end({ failure: 'timeout', detail: `no answer within ${timeoutMs} ms` }), timeoutMs);
      const end = (sent: Sent): void => {
        clearTimeout(timer);
        socket.destroy();
        resolve(sent);
      };
      socket.on('connect', () => socket.write(bytes));
      socket.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        const answer = parseAnswer(Buffer.concat(chunks));
        if (answer !== undefined) end({ answer });
      });
      socket.on('error', (error: NodeJS.ErrnoException) => end(endOf(chunks, failureOf(error), error.message)));
      socket.on('close', () => end(endOf(chunks, 'reset', 'the connection was closed')));
    });
  }
}

function endOf(chunks: readonly Buffer[], failure: Failure, detail: string): Sent {
  const answer = parseAnswer(Buffer.concat(chunks), true);
  return answer === undefined ? { failure, detail } : { answer };
}

/** @returns the first answer in some bytes; undefined while it is not whole. @param isOver no more will come. */
function parseAnswer(bytes: Buffer, isOver = false): Answer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [line = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(line)?.[1]);
  if (!Number.isInteger(status)) return undefined;
  const headers = lines.map((one) => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1).trim()] as const);
  const length = Number(headers.find(([name]) => /^content-length$/i.test(name))?.[1] ?? NaN);
  const body = bytes.subarray(end + 4);
  if (!isOver && (Number.isNaN(length) ? !body.includes('0\r\n\r\n') : body.length < length)) return undefined;
  return { status, headers, body: body.subarray(0, MOST_KEPT).toString(), bytes: body.length };
}

async function read(response: http.IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const answer = (): Answer => ({ status: response.statusCode ?? 0, headers: fieldsOfRaw(response.rawHeaders), body: Buffer.concat(chunks).subarray(0, MOST_KEPT).toString(), bytes });
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes - chunk.length < MOST_KEPT) chunks.push(chunk);
      if (bytes > MOST_READ) {
        response.destroy();
        return { answer: answer(), failure: 'too-large', detail: `more than ${MOST_READ} bytes` };
      }
    }
    return { answer: answer() };
  } catch (error) {
    return { answer: answer(), failure: 'reset', detail: `the answer broke off after ${bytes} bytes: ${(error as Error).message}` };
  }
}
