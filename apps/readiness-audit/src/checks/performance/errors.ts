import { loadOf, type Loaded } from '../../gather/load.ts';
import { probingCheck } from '../../judge/check.ts';
import { verdictOf } from '../../judge/outcome.ts';
import { inWords, measured } from './limited.ts';

/** One in a thousand. */
const ERROR_RATE = 0.001;

/** Fewer requests say nothing of a share. */
const LEAST = 20;

interface Own {
  readonly limit: number;
  readonly loaded: readonly Loaded[];
}

/** Answers that are none of those that the operation gives, and requests without one; refusals for the rate are left out. */
function failuresOf({ statuses, failures }: Loaded): number {
  return failures + Object.entries(statuses).filter(([status]) => Number(status) >= 400 && status !== '429').reduce((sum, [, count]) => sum + count, 0);
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

export const errors = probingCheck({
  meta: {
    id: 'performance.errors',
    title: 'Nothing fails under load',
    mode: 'active',
    severity: 'P1',
    why: 'What works for one and fails for ten at once fails every day at nine: pools run dry, timeouts add up, retries make it worse.',
    how: 'The load of performance.p95: of all requests at most `slo.errorRate` of the target file (0.1 % unless told) may be answered with a 4xx or 5xx, time out or lose their connection, though each operation succeeded just before. Where the service refuses for the rate, what it answered until then counts; the next operation is asked in the next window, within bounds.',
    mend: 'Bound what waits (pools, queues, timeouts), shed load on purpose, and look at the first error of the log under load.',
    sources: ['https://sre.google/sre-book/monitoring-distributed-systems/', 'https://sre.google/sre-book/handling-overload/'],
  },
  needs: ['document', 'walk'],
  turn: 1,
  probe: async (lab): Promise<Own> => ({ limit: lab.target.slo?.errorRate ?? ERROR_RATE, loaded: await loadOf(lab) }),
  judge: (_, { limit, loaded }) => {
    const all = measured(loaded, LEAST);
    const [sent, failed] = [all.reduce((sum, { answers, failures }) => sum + answers + failures, 0), all.reduce((sum, one) => sum + failuresOf(one), 0)];
    const findings = failed / sent <= limit ? [] : all.filter((one) => failuresOf(one) > 0).map((one) => ({ subject: one.subject, problem: `under load ${failuresOf(one)} of ${one.answers + one.failures} requests failed (${Object.entries(one.statuses).map(([status, count]) => `${status}: ${count}`).join(', ')}${one.failures === 0 ? '' : `, no answer: ${one.failures}`}), where ${percent(limit)} may`, exchange: one.exchange }));
    return verdictOf({ count: sent, of: 'requests under load' }, [{ text: `${failed} of ${sent} requests failed, ${percent(failed / sent)} where ${percent(limit)} may` }, ...all.map((one) => ({ text: inWords(one), exchange: one.exchange }))], findings);
  },
});
