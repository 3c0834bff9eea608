import http from 'node:http';
import https from 'node:https';
import type { Budget } from './budget.ts';
import type { Answer, Exchange, Fields, Request } from './exchange.ts';
import { exchangeBytes, failureOf, MOST_READ, type Sent } from './raw.ts';

/** Most drivers give up after 30 s: what hangs longer is a finding, so the audit waits longer. */
const PATIENCE_MS = 45_000;
/** Of the body of a request, in what is kept of it; in bytes. */
const MOST_TOLD = 65_536;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

function fieldsOfRaw(raw: readonly string[]): Fields {
  return Array.from({ length: raw.length / 2 }, (_, place) => [raw[place * 2] ?? '', raw[place * 2 + 1] ?? ''] as const);
}

/** How bytes are sent. */
export interface BytesOptions {
  readonly timeoutMs?: number;
  /** Nothing more will come, and that is said: the sending half of the connection is closed. */
  readonly thenEnds?: boolean;
}

/** Where requests that are to be sent at the same moment wait until all of them have a connection. */
class Start {
  readonly isClear: Promise<void>;
  #missing: number;
  #clear: () => void = () => undefined;

  constructor(count: number) {
    this.#missing = count;
    this.isClear = new Promise((resolve) => {
      this.#clear = resolve;
    });
  }

  /** One is connected, or never will be. */
  arrive(): void {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#clear();
  }
}

interface Attempt extends Sent {
  readonly wasReused: boolean;
}

/** Speaks to the target as no library would: redirects are not followed, broken requests are sent as they are, and nothing is thrown for what comes back. */
export class HttpClient {
  readonly base: URL;
  readonly #budget: Budget;
  readonly #trusted: { readonly ca?: string[] };
  readonly #agents: Readonly<Record<'http:' | 'https:', http.Agent>>;
  readonly #underWay = new Set<http.ClientRequest>();
  #count = 0;

  /** @param authorities PEM; whom certificates may be signed by, in place of the usual ones. */
  constructor(base: URL, budget: Budget, authorities?: readonly string[]) {
    this.base = base;
    this.#budget = budget;
    this.#trusted = authorities === undefined ? {} : { ca: [...authorities] };
    this.#agents = { 'http:': new http.Agent({ keepAlive: true, maxSockets: 32 }), 'https:': new https.Agent({ keepAlive: true, maxSockets: 32, ...this.#trusted }) };
  }

  /** Requests sent so far. */
  get count(): number {
    return this.#count;
  }

  /** @throws BudgetSpent; nothing else. */
  async send(request: Request): Promise<Exchange> {
    await this.#budget.take();
    return this.#exchange(request, SAFE.has(request.method));
  }

  /** Requests that are sent at the same moment, each on a connection of its own. @throws BudgetSpent */
  async sendTogether(requests: readonly Request[]): Promise<readonly Exchange[]> {
    await this.#budget.takeTogether(requests.length);
    const start = new Start(requests.length);
    return Promise.all(requests.map((request) => this.#timed(request, () => this.#attempt(request, false, start))));
  }

  /** Counts requests that something else has sent. */
  sentBeside(count: number): void {
    this.#budget.spend(count);
    this.#count += count;
  }

  /** Bytes as they are, for what no client library can be made to send. @param shownAs its first line for people. @throws BudgetSpent */
  async sendBytes(bytes: Buffer, shownAs: Pick<Request, 'method' | 'path'>, { timeoutMs = PATIENCE_MS, thenEnds = false }: BytesOptions = {}): Promise<Exchange> {
    await this.#budget.take();
    return this.#timed({ ...shownAs, body: bytes }, () => exchangeBytes(this.base, bytes, { timeoutMs, thenEnds, ...this.#trusted }));
  }

  /** Gives up what is under way: it ends in a reset. */
  abort(): void {
    for (const request of this.#underWay) request.destroy();
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
    const { method, headers = [] } = request;
    const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
    const told = { method, url: new URL(request.path, this.base).href, headers, ...(body === undefined ? {} : { body: body.subarray(0, MOST_TOLD).toString() }) };
    return { id, at, ms: Math.round((performance.now() - begun) * 10) / 10, request: told, ...(answer === undefined ? {} : { answer }), ...(failure === undefined ? {} : { failure, detail: detail ?? failure }) };
  }

  #attempt({ method, path, headers = [], body, timeoutMs = PATIENCE_MS }: Request, mayReuse: boolean, start?: Start): Promise<Attempt> {
    const url = new URL(path, this.base);
    const { request: open } = url.protocol === 'https:' ? https : http;
    const agent = mayReuse ? this.#agents[url.protocol as 'http:' | 'https:'] : false;
    return new Promise((resolve) => {
      let request: http.ClientRequest | undefined;
      const done = (sent: Sent): void => {
        clearTimeout(timer);
        if (request !== undefined) this.#underWay.delete(request);
        resolve({ ...sent, wasReused: request?.reusedSocket === true });
      };
      const timer = setTimeout(() => {
        done({ failure: 'timeout', detail: `no whole answer within ${timeoutMs} ms` });
        request?.destroy();
      }, timeoutMs);
      try {
        // As one flat list of names and values: nothing is joined, nothing is put in order.
        const flat = [...headers.flat(), ...framing(method, headers, body), ...(hasField(headers, 'host') ? [] : ['Host', url.host])];
        request = open(url, { method, headers: flat, agent, setHost: false, ...this.#trusted });
        this.#underWay.add(request);
        request.on('response', (response) => void read(response).then(done));
        request.on('error', (error) => done({ failure: failureOf(error), detail: error.message }));
        if (start === undefined) request.end(body);
        else void connected(request, url.protocol === 'https:' ? 'secureConnect' : 'connect').then(() => start.arrive()).then(() => start.isClear).then(() => request?.end(body));
      } catch (error) {
        start?.arrive();
        done({ failure: 'malformed', detail: (error as Error).message });
      }
    });
  }
}

/** Ends, too, when it never will be. */
function connected(request: http.ClientRequest, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve) => {
    request.once('socket', (socket) => socket.once(event, () => resolve()));
    request.once('close', () => resolve());
  });
}

const hasField = (headers: Fields, ...names: readonly string[]): boolean => headers.some(([name]) => names.includes(name.toLowerCase()));

/** How long the body is, also of one that is not there: else Node would send it in chunks. RFC 9110 section 8.6. */
function framing(method: string, headers: Fields, body: Request['body']): readonly string[] {
  if (hasField(headers, 'content-length', 'transfer-encoding') || (body === undefined && SAFE.has(method))) return [];
  return ['Content-Length', String(Buffer.byteLength(body ?? ''))];
}

async function read(response: http.IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const answer = (): Answer => ({ status: response.statusCode ?? 0, headers: fieldsOfRaw(response.rawHeaders), body: Buffer.concat(chunks).subarray(0, MOST_READ).toString(), bytes });
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      chunks.push(chunk);
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
