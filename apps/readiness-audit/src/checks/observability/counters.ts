import type { Family, Sampled } from '../../artifacts/metrics.ts';

const REQUESTS = /(^|_)(http|https|rest|api|web|server|express|fastify|nest|koa|flask|django|starlette|fastapi|gin|echo|rails|spring|jetty|tomcat)(_|$)/i;
const COUNTED = /request|response|duration|latency/i;
/** Of its own calls to others; of scrapes; of what is a size or a state and no count. */
const OTHERS = /client|outgoing|upstream|promhttp|metric_handler|scrape|_size|_bytes|in_?flight|active|concurrent|queue|rejected|timeouts?_|exceptions?_|errors?_total|failures?/i;

export const METHOD = /method|verb/i;
export const STATUS = /^(status|code|status_?code|http_?(response_)?status(_?code)?|http_code|response_code|status_?class)$/i;
export const ROUTE = /route|path|uri|handler|endpoint|operation|url|resource|controller/i;

/** What counts requests that are answered, the likeliest first: counters, and the counts of histograms and summaries. */
export function requestFamilies(families: readonly Family[]): readonly Family[] {
  const likely = families.filter(({ name, type }) => REQUESTS.test(name) && COUNTED.test(name) && !OTHERS.test(name) && type !== 'gauge');
  const rank = ({ name, samples }: Family): number => (/http/i.test(name) ? 0 : 2) + (samples.some(({ labels }) => Object.keys(labels).some((label) => STATUS.test(label))) ? 0 : 1);
  return [...likely].sort((one, other) => rank(one) - rank(other));
}

/** The series of a family that count: `_total`, `_count`, or a counter's own name. */
export function countsOf({ name, type, samples }: Family): readonly Sampled[] {
  const counts = samples.filter((sample) => sample.name.endsWith('_count'));
  if (counts.length > 0 || type === 'histogram' || type === 'summary') return counts;
  return samples.filter((sample) => sample.name === name || sample.name === `${name}_total`);
}

export const hasLabel = ({ samples }: Family, label: RegExp): boolean => samples.some(({ labels }) => Object.keys(labels).some((name) => label.test(name)));

/** `2` of `200`, `2xx` or `2XX`; undefined where a series does not tell. */
export function classOf({ labels }: Sampled): string | undefined {
  const status = Object.entries(labels).find(([name]) => STATUS.test(name))?.[1];
  return /^[1-5](\d\d|xx)$/i.exec(status ?? '')?.[0][0];
}
