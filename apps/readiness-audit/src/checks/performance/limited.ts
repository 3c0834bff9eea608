import type { Loaded } from '../../gather/load.ts';
import { Unavailable } from '../../gather/unavailable.ts';

/**
 * Those whose figures are about the service, and not about its rate limit.
 * @param least answers without which nothing is said
 * @throws Unavailable when there are none
 */
export function measured(loaded: readonly Loaded[], least: number): readonly Loaded[] {
  const unlimited = loaded.filter(({ statuses, answers, failures }) => statuses['429'] === undefined && answers + failures >= least);
  const [limited] = loaded.filter(({ statuses }) => statuses['429'] !== undefined);
  if (unlimited.length > 0) return unlimited;
  throw new Unavailable(limited === undefined ? `In ${loaded[0]?.seconds ?? 0} s there were fewer than ${least} answers of each operation.` : `${limited.subject} is rate limited: of ${limited.answers} answers ${limited.statuses['429'] ?? 0} were 429. Raise its limit for the audit's address, or lower budget.perSecond in the target file.`);
}

/** The load, for people. */
export const inWords = ({ subject, connections, answers, failures, p50, p95, max }: Loaded): string => `${subject}: ${answers} answers over ${connections} connections${failures === 0 ? '' : ` and ${failures} failures`}, p50 ${p50} ms, p95 ${p95} ms, longest ${max} ms`;
