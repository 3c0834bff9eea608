import { metricsRegistry } from '@plumbline/observability';
import { Counter } from 'prom-client';

/** Where an answer came from: this process, a load that was under way, Redis, the database; `absent`: it was known that there is none. */
export type Source = 'process' | 'joined' | 'redis' | 'database' | 'absent';

const answers = new Counter({
  name: 'plumbline_response_cache_answers_total',
  help: 'Public answers by cache and by where they came from: process, joined (a load that was under way), redis, database, absent (known not to exist).',
  labelNames: ['cache', 'source'],
  registers: [metricsRegistry],
});

/** Counts the answers of one cache. The labels are resolved once; prom-client would hash them at each count. */
export function sourceMeter(cache: string): (source: Source) => void {
  const of = (source: Source) => answers.labels({ cache, source });
  const cells = { process: of('process'), joined: of('joined'), redis: of('redis'), database: of('database'), absent: of('absent') };
  return (source) => cells[source].inc();
}
