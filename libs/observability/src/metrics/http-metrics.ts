import { Counter, Gauge, Histogram, type MetricType } from 'prom-client';
import { metricsRegistry } from './registry.js';

/** Upper bounds in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
const BUCKETS_MS = Float64Array.from(BUCKETS, (seconds) => seconds * 1000);

/** Counts of one status class of one route; `counts[i]` are those within bound i and above bound i - 1, the last those above all. */
interface Durations {
  readonly counts: Float64Array;
  sumMs: number;
}

/** What one route was answered with. */
interface RouteCells {
  readonly method: string;
  readonly route: string;
  /** By status - 100. */
  readonly answers: number[];
  /** By the status' first digit - 1. */
  readonly durations: (Durations | undefined)[];
}

const cells: RouteCells[] = [];
let inFlight = 0;

/** Counts one answer of its route: `status` 100..599, `ms` >= 0. */
export type RouteMeter = (status: number, ms: number) => void;

function bucketOf(ms: number): number {
  let bucket = 0;
  while (bucket < BUCKETS_MS.length && ms > (BUCKETS_MS[bucket] as number)) bucket += 1;
  return bucket;
}

/**
 * The meter of one route. prom-client hashes the labels at every `inc`; here they are resolved once, and handed to prom-client when it is asked for the metrics.
 * @param route the template; never a path as it was requested, which anybody could make many of.
 */
export function meterFor(method: string, route: string): RouteMeter {
  const known = cells.find((cell) => cell.method === method && cell.route === route);
  const cell: RouteCells = known ?? { method, route, answers: new Array<number>(500).fill(0), durations: [undefined, undefined, undefined, undefined, undefined] };
  if (known === undefined) cells.push(cell);
  return (status, ms) => {
    const index = Math.min(Math.max(status, 100), 599) - 100;
    cell.answers[index] = (cell.answers[index] as number) + 1;
    const group = Math.floor(index / 100);
    const durations = (cell.durations[group] ??= { counts: new Float64Array(BUCKETS.length + 1), sumMs: 0 });
    const bucket = bucketOf(ms);
    durations.counts[bucket] = (durations.counts[bucket] as number) + 1;
    durations.sumMs += ms;
  };
}

/** A request began (1) or ended (-1). */
export function countInFlight(change: 1 | -1): void {
  inFlight += change;
}

/** Requests being served now. */
export function requestsInFlight(): number {
  return inFlight;
}

new Counter({
  name: 'http_server_requests_total',
  help: 'Answers by method, route template and status; 499 when the client was gone first.',
  labelNames: ['method', 'route', 'status'],
  registers: [metricsRegistry],
  collect() {
    this.reset();
    for (const { method, route, answers } of cells) {
      answers.forEach((count, index) => {
        if (count > 0) this.inc({ method, route, status: String(index + 100) }, count);
      });
    }
  },
});

new Gauge({
  name: 'http_server_requests_in_flight',
  help: 'Requests being served.',
  registers: [metricsRegistry],
  collect() {
    this.set(inFlight);
  },
});

type HistogramValues = Awaited<ReturnType<Histogram['get']>>['values'];

function valuesOf({ method, route }: RouteCells, group: number, { counts, sumMs }: Durations): HistogramValues {
  const labels = { method, route, status: `${group + 1}xx` };
  const metricName = DURATION.name;
  let total = 0;
  const buckets = Array.from(counts, (count, index) => {
    total += count;
    return { metricName: `${metricName}_bucket`, labels: { ...labels, le: BUCKETS[index] ?? '+Inf' }, value: total };
  });
  return [...buckets, { metricName: `${metricName}_sum`, labels, value: sumMs / 1000 }, { metricName: `${metricName}_count`, labels, value: total }];
}

const DURATION = {
  name: 'http_server_request_duration_seconds',
  help: 'From the request’s head to the end of its answer, by method, route template and class of status.',
} as const;

/** prom-client's histogram with our cells as its values. Its types tell of a numeric `MetricType`, which does not exist at run time, and not of the method that the text format calls. */
class RouteDurations extends Histogram {
  override get(): Promise<Awaited<ReturnType<Histogram['get']>>> {
    const values = cells.flatMap((cell) => cell.durations.flatMap((durations, group) => (durations === undefined ? [] : valuesOf(cell, group, durations))));
    return Promise.resolve({ ...DURATION, type: 'histogram' as unknown as MetricType, aggregator: 'sum', collect: () => undefined, values });
  }

  getForPromString(): Promise<Awaited<ReturnType<Histogram['get']>>> {
    return this.get();
  }
}

new RouteDurations({ ...DURATION, labelNames: ['method', 'route', 'status'], buckets: [...BUCKETS], registers: [metricsRegistry] });
