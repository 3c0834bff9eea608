import type { Family } from '../../artifacts/metrics.ts';
import { readingCheck } from '../../judge/check.ts';
import { verdictOf } from '../../judge/outcome.ts';
import { hasLabel, METHOD, requestFamilies, ROUTE, STATUS } from './counters.ts';

export const metrics = readingCheck({
  meta: {
    id: 'observability.metrics',
    title: 'It counts its requests, their errors and their time',
    mode: 'active',
    severity: 'P1',
    why: 'Without rate, errors and duration nobody knows that it is broken before a customer calls, and nobody can say whether it got better.',
    how: 'The Prometheus exposition is read behind all that the audit sent: at the place in the target file, else at the usual paths. It must be one, with its media type, and hold a counter or histogram of HTTP requests with labels of method, status and route, a histogram (or summary) of their duration, and something of the process: memory, CPU, event loop or garbage collection. Where no place was named and none is found, it is not available, as it may be on a port that only the inside reaches.',
    mend: 'Add a Prometheus client library with its default metrics, and one histogram of the duration of requests with the labels method, route (the pattern, not the path) and status.',
    sources: ['Prometheus documentation, "Exposition formats" and "Instrumentation"', 'Google SRE Book, chapter 6, "The Four Golden Signals"', 'OpenTelemetry semantic conventions, HTTP metrics'],
  },
  needs: ['metricsAfter'],
  judge: ({ metricsAfter: { place, exchange, mediaType, families, problem } }) => {
    if (problem !== undefined) return verdictOf({ count: 1, of: 'expositions' }, [], [{ subject: place, problem, exchange }]);
    const counted = requestFamilies(families);
    const wanted: readonly (readonly [boolean, string])[] = [
      [/^(text\/plain|application\/openmetrics-text)$/.test(mediaType), `its media type is ${mediaType || 'missing'} in place of text/plain`],
      [counted.length > 0, 'nothing in it counts HTTP requests'],
      ...([['method', METHOD], ['status', STATUS], ['route', ROUTE]] as const).map(([name, label]) => [counted.length === 0 || counted.every(({ samples }) => samples.length === 0) || counted.some((family) => hasLabel(family, label)), `its counts of requests do not tell the ${name}`] as const),
      [families.some(isDuration), 'nothing in it tells how long requests take'],
      [families.some(({ name }) => /^(process|nodejs|go|jvm|python|dotnet|ruby|php|system|runtime|tokio|beam|erlang)_/.test(name)), 'nothing in it tells of the process: memory, CPU, garbage collection'],
    ];
    const findings = wanted.filter(([isSo]) => !isSo).map(([, what]) => ({ subject: place, problem: what, exchange }));
    return verdictOf({ count: families.length, of: 'metrics' }, [{ text: `${families.length} metrics, of which ${counted.map(({ name }) => name).join(', ') || 'none'} count requests`, exchange }], findings);
  },
});

const isDuration = ({ name, type }: Family): boolean => /request|http|response/i.test(name) && /duration|latency|seconds|millis|_ms\b|time/i.test(name) && (type === 'histogram' || type === 'summary' || type === 'untyped');
