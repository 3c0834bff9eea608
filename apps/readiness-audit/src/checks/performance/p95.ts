import { loadOf, type Loaded } from '../../gather/load.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { inWords, measured } from './limited.ts';

function problemOf({ answers, connections, seconds, p95: took }: Loaded, limit: number): string | undefined {
  if (answers === 0) return seconds * 1_000 > limit ? `over ${connections} connections no answer came within ${Math.round(seconds * 1_000)} ms, in place of ${limit} ms` : undefined;
  return took > limit ? `95 % of ${answers} answers over ${connections} connections came within ${took} ms, in place of ${limit} ms` : undefined;
}

export const p95 = probingCheck({
  meta: {
    id: 'performance.p95',
    title: 'Answers come in the time that was promised',
    mode: 'active',
    severity: 'P1',
    why: 'An average hides the slow answers: of twenty clicks one is slower than the 95th percentile, so that everybody meets it.',
    how: 'Up to five operations that only read are asked for 5 s in all, over `slo.connections` connections at once (10 unless told) and within budget.perSecond. The 95th percentile of each must be at most `slo.p95Ms` of the target file. Where the service refuses for the rate, what it answered until then counts; the next operation is asked in the next window, within bounds.',
    mend: 'Look at what the operation waits for: queries without an index, calls one after another, answers without a limit.',
    sources: ['https://sre.google/sre-book/service-level-objectives/', 'https://research.google/pubs/the-tail-at-scale/'],
  },
  needs: ['document', 'walk'],
  turn: 1,
  probe: async (lab): Promise<{ readonly limit: number; readonly loaded: readonly Loaded[] }> => {
    const limit = lab.target.slo?.p95Ms;
    if (limit === undefined) throw new Unavailable('Nobody said how fast it must be: add `slo.p95Ms` to the target file, the milliseconds in which 95 % of the answers must come.');
    return { limit, loaded: await loadOf(lab) };
  },
  judge: (_, { limit, loaded }) => {
    const all = measured(loaded, 0);
    const findings = all.flatMap((one): readonly Finding[] => {
      const problem = problemOf(one, limit);
      return problem === undefined ? [] : [{ subject: one.subject, problem, exchange: one.exchange }];
    });
    return verdictOf({ count: all.length, of: 'operations under load' }, [{ text: `promised: ${limit} ms` }, ...all.map((one) => ({ text: inWords(one), exchange: one.exchange }))], findings);
  },
});
