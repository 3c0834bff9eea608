import { isCutShort, type Loaded } from '../../gather/load.ts';
import { Unavailable } from '../../gather/unavailable.ts';

/**
 * Those whose figures are about the service, and not about its rate limit: what was served until the first refusal for the rate counts.
 * @param least answers without which nothing is said
 * @throws Unavailable when there are none
 */
export function measured(loaded: readonly Loaded[], least: number): readonly Loaded[] {
  const telling = loaded.filter((one) => !isCutShort(one) && one.answers + one.failures >= least);
  const [limited] = loaded.filter(isCutShort);
  if (telling.length > 0) return telling;
  throw new Unavailable(limited === undefined ? `In ${loaded[0]?.seconds ?? 0} s there were fewer than ${least} answers of each operation.` : `${limited.subject} is rate limited: under load ${limited.statuses['429'] ?? 0} answers were 429, and ${limited.answers} were others. Raise its limit for the audit's address, or lower budget.perSecond in the target file.`);
}

/** The load, for people. */
export const inWords = ({ subject, connections, answers, statuses, failures, p50, p95, max }: Loaded): string => `${subject}: ${answers} answers over ${connections} connections${failures === 0 ? '' : ` and ${failures} failures`}, p50 ${p50} ms, p95 ${p95} ms, longest ${max} ms${statuses['429'] === undefined ? '' : ', until it was refused for the rate'}`;
