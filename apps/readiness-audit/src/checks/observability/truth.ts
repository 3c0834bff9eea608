import type { Family } from '../../artifacts/metrics.ts';
import type { Lab } from '../../gather/lab.ts';
import { scrape } from '../../gather/metrics.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { withoutCredentials } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, type Verdict, verdictOf } from '../../judge/outcome.ts';
import { cheapReads } from './asking.ts';
import { classOf, countsOf, requestFamilies } from './counters.ts';

const GOOD = 20;
const REFUSED = 5;
/** A counter may be written behind the answer. */
const WAITS_MS = [100, 500, 2_000] as const;
/** Others may ask as well: probes of a cluster, and the scrapes themselves. */
const SLACK = 3;

interface Own {
  readonly operation: string;
  /** Answers by the first digit of their status. */
  readonly sent: Readonly<Record<string, number>>;
  readonly before: readonly Family[];
  readonly after: readonly Family[];
  /** That went to the service itself, and may have been counted as requests. */
  readonly scrapes: number;
  readonly exchanges: readonly [before: string, after: string];
}

export const truth = probingCheck({
  meta: {
    id: 'observability.truth',
    title: 'Its counters agree with what was sent',
    mode: 'active',
    severity: 'P1',
    why: 'An alert on an error rate is as good as the counter below it: one that misses what a guard refuses, or counts everything twice, is silent or cries wolf.',
    how: 'Between two scrapes 20 requests are sent to a cheap operation that reads, and 5 to the same without credentials where it asks for them. Some counter or histogram of HTTP requests must have grown by as much, for each class of statuses where it tells the status; a few more are allowed, as others may have asked. The second scrape is repeated for 2.6 s, as counters may be written behind the answer.',
    mend: 'Count at the outermost place, when the answer has been sent (a hook of the server, not an interceptor behind the guards), once, with the status that was sent.',
    sources: ['Prometheus documentation, "Instrumentation"', 'OpenTelemetry semantic conventions, http.server.request.duration'],
  },
  needs: ['document', 'walk', 'metrics'],
  probe: probeTruth,
  judge: (_, own) => judgeTruth(own),
});

async function probeTruth(lab: Lab): Promise<Own> {
  const [sample] = await cheapReads(lab, 1);
  const { place, problem } = lab.artifact('metrics');
  if (problem !== undefined) throw new Unavailable(`${place}: ${problem}.`);
  const before = await scrape(lab, place);
  const sent: Record<string, number> = {};
  const requests = sample === undefined ? [] : [...Array.from({ length: GOOD }, () => sample.request), ...(sample.operation.security === 'required' ? Array.from({ length: REFUSED }, () => withoutCredentials(sample.request)) : [])];
  for (const request of requests) {
    const { answer } = await lab.send(request, { waits: false });
    if (answer !== undefined) sent[String(answer.status)[0] ?? ''] = (sent[String(answer.status)[0] ?? ''] ?? 0) + 1;
  }
  let after = before;
  const isCounted = new URL(place, lab.base).host === lab.base.host;
  let scrapes = isCounted ? 1 : 0;
  for (const wait of WAITS_MS) {
    await lab.pause(wait);
    after = await scrape(lab, place);
    if (isCounted) scrapes += 1;
    if (requestFamilies(after.families).some((family) => disagreements(family, before.families, sent, scrapes).length === 0)) break;
  }
  return { operation: sample?.operation.id ?? '', sent, before: requestFamilies(before.families), after: requestFamilies(after.families), scrapes, exchanges: [before.exchange, after.exchange] };
}

function judgeTruth({ operation, sent, before, after, scrapes, exchanges: [first, second] }: Own): Verdict {
  const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
  if (total === 0) return notAvailable('None of the requests was answered.');
  if (after.length === 0) return notAvailable('No metric counts HTTP requests under a name by which that can be seen.');
  const judged = after.map((family) => ({ family, wrong: disagreements(family, before, sent, scrapes) })).sort((one, other) => one.wrong.length - other.wrong.length);
  const [best] = judged;
  const shown = Object.entries(sent).map(([digit, count]) => `${count} × ${digit}xx`).join(', ');
  const evidence = [{ text: `${operation}: sent ${shown}; ${best?.family.name ?? ''} before`, exchange: first }, { text: 'and behind', exchange: second }];
  const findings = (best?.wrong ?? []).map((problem): Finding => ({ subject: best?.family.name ?? '', problem, exchange: second }));
  return verdictOf({ count: total, of: 'requests' }, evidence, findings);
}

/** What of it a family does not show. @param sent answers by the first digit of their status */
function disagreements(family: Family, before: readonly Family[], sent: Readonly<Record<string, number>>, scrapes: number): readonly string[] {
  const old = new Map((before.find(({ name }) => name === family.name)?.samples ?? []).map(({ name, labels, value }) => [keyOf(name, labels), value ?? 0]));
  const grown = countsOf(family).map((sample) => ({ digit: classOf(sample), by: (sample.value ?? 0) - (old.get(keyOf(sample.name, sample.labels)) ?? 0) }));
  const told = grown.every(({ digit, by }) => digit !== undefined || by === 0);
  const expected = told ? Object.entries(sent) : [['', Object.values(sent).reduce((sum, count) => sum + count, 0)] as const];
  return expected.flatMap(([digit, count]) => {
    const by = grown.filter((one) => digit === '' || one.digit === digit).reduce((sum, one) => sum + one.by, 0);
    return by >= count && by <= count + SLACK + scrapes ? [] : [`it grew by ${by} where ${count} answers ${digit === '' ? '' : `of ${digit}xx `}were given`];
  });
}

const keyOf = (name: string, labels: Readonly<Record<string, string>>): string => `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
