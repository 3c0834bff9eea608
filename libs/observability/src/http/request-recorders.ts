import { METHODS } from 'node:http';
import { type AnsweredRequest, requestLineFor, UNMATCHED } from '../log/request-line.js';
import { passedStockLog } from '../log/stock-request-log.js';
import { meterFor } from '../metrics/http-metrics.js';
import type { ServerSpans, SpanRequest } from '../tracing/server-spans.js';

/** What the edge observes with. */
export interface ObservabilityOptions {
  /** fast: the request line is written from the hooks; stock: nestjs-pino's middleware writes it, where Nest runs it (not for a 404 outside the global prefix). */
  readonly edge: 'fast' | 'stock';
  /** From `startTracing`; undefined when tracing is off. */
  readonly spans?: ServerSpans | undefined;
}

/** Counts, logs and ends the span of one answered request: `status` 100..599, `ms` >= 0. */
export type Recorder = (request: AnsweredRequest & SpanRequest, status: number, ms: number) => void;

/** One recorder a route and method, made when the route is registered. */
export class RequestRecorders {
  readonly #known = new Map<string, Recorder>();

  constructor(private readonly options: ObservabilityOptions) {}

  for(method: string, route: string): Recorder {
    const key = `${method} ${route}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const recorder = this.#make(method, route);
    this.#known.set(key, recorder);
    return recorder;
  }

  /** For what no route matched; methods that node's parser does not know share one. */
  unmatched(method: string): Recorder {
    return this.for(METHODS.includes(method) ? method : 'OTHER', UNMATCHED);
  }

  #make(method: string, route: string): Recorder {
    const { edge, spans } = this.options;
    const count = meterFor(method, route);
    const writeLine = requestLineFor(method, route);
    return (request, status, ms) => {
      count(status, ms);
      if (edge === 'fast' || !passedStockLog(request)) writeLine(request, status, ms);
      spans?.end(request, method, route, status);
    };
  }
}
