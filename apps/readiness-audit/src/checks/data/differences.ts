import type { Finding } from '../../judge/outcome.ts';
import { howItEnded, type Ran } from '../../gather/command.ts';

const MOST_SHOWN = 3;

/** Lines that one dump has more often than the other; as a diff has them. Empty for equal ones. */
export function differencesOfDumps(before: readonly string[], after: readonly string[]): readonly string[] {
  return [...missing(before, after).map((line) => `- ${line}`), ...missing(after, before).map((line) => `+ ${line}`)];
}

function missing(wanted: readonly string[], there: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of there) counts.set(line, (counts.get(line) ?? 0) + 1);
  return wanted.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0;
  });
}

/** The first of some differences, for people. */
export const shownDifferences = (differences: readonly string[]): string => `${differences.slice(0, MOST_SHOWN).map((line) => line.slice(0, 120)).join(' | ')}${differences.length > MOST_SHOWN ? ` and ${differences.length - MOST_SHOWN} lines more` : ''}`;

/** A command that failed. @param when `run again`: what was special about it */
export function failedRun(ran: Ran, when: string): readonly Finding[] {
  return ran.code === 0 ? [] : [{ subject: ran.command, problem: `${when} it ${howItEnded(ran)}`, reproduce: ran.command }];
}
