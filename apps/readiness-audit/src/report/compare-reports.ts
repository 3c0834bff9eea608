import type { Outcome } from '../judge/outcome.ts';
import type { CheckReport, Report } from './report.ts';
import { isUnmeasured, WORDS } from './wording.ts';

/** What changed of one check. */
export interface Change {
  readonly id: string;
  readonly title: string;
  readonly was: Outcome['outcome'];
  readonly is: Outcome['outcome'];
  readonly note: string;
}

/** One check of one of two reports only. */
export interface Single {
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome['outcome'];
}

/** Two runs side by side. */
export interface Comparison {
  readonly better: readonly Change[];
  readonly worse: readonly Change[];
  /** Neither: it applies no longer, or somebody answers for what it finds. */
  readonly otherwise: readonly Change[];
  readonly appeared: readonly Single[];
  readonly gone: readonly Single[];
  readonly floor: readonly [was: number | null, is: number | null];
  readonly ceiling: readonly [was: number | null, is: number | null];
  readonly metrics: readonly { readonly id: string; readonly title: string; readonly was: number | null; readonly is: number | null }[];
}

type Direction = 'better' | 'worse' | 'otherwise' | 'same';

const UNKNOWN = 1;

/** A failure that is known is still worse than not to know; proof is best. Undefined for what does not apply. */
function rank(check: CheckReport): number | undefined {
  if (isUnmeasured(check)) return UNKNOWN;
  return { pass: 2, fail: 0 }[check.outcome.outcome as string];
}

const subjectsOf = ({ outcome }: CheckReport): ReadonlySet<string> => new Set('findings' in outcome ? outcome.findings.map(({ subject }) => subject) : []);

function namesOf(subjects: readonly string[]): string {
  return subjects.length > 3 ? `${subjects.slice(0, 3).join(', ')} and ${subjects.length - 3} more` : subjects.join(', ');
}

/** Both fail: on what more, on what no longer. Problems' words hold ids and times; their subjects do not. */
function betweenFailures(before: CheckReport, after: CheckReport): readonly [Direction, string] {
  const [was, is] = [subjectsOf(before), subjectsOf(after)];
  const added = [...is].filter((subject) => !was.has(subject));
  const mended = [...was].filter((subject) => !is.has(subject));
  if (added.length > 0) return ['worse', `fails on ${namesOf(added)}, too`];
  return mended.length > 0 ? ['better', `fails no longer on ${namesOf(mended)}`] : ['same', ''];
}

function between(before: CheckReport, after: CheckReport): readonly [Direction, string] {
  const [was, is] = [before.outcome.outcome, after.outcome.outcome];
  if (was === 'fail' && is === 'fail') return betweenFailures(before, after);
  if (was === is) return ['same', ''];
  if (was === 'fail' && is === 'pass' && after.excluded.length > before.excluded.length) return ['otherwise', `failed, now excluded by ${after.excluded[0]?.owner ?? 'somebody'}`];
  const reason = is === 'fail' ? `: ${namesOf([...subjectsOf(after)])}` : 'reason' in after.outcome ? `: ${after.outcome.reason}` : '';
  return [directionOf(rank(before), rank(after)), `${WORDS[was]}, now ${WORDS[is]}${reason}`];
}

/** What begins to apply counts from where "not measured" stands; what applies no longer is neither better nor worse. */
function directionOf(was: number | undefined, is: number | undefined): Direction {
  if (is === undefined || is === (was ?? UNKNOWN)) return 'otherwise';
  return is > (was ?? UNKNOWN) ? 'better' : 'worse';
}

/** What got better, what got worse. @param before the older report */
export function compareReports(before: Report, after: Report): Comparison {
  const old = new Map(before.checks.map((check) => [check.meta.id, check]));
  const current = new Map(after.checks.map((check) => [check.meta.id, check]));
  const single = ({ meta: { id, title }, outcome }: CheckReport): Single => ({ id, title, outcome: outcome.outcome });
  const changes = after.checks.flatMap((check) => {
    const earlier = old.get(check.meta.id);
    if (earlier === undefined) return [];
    const [direction, note] = between(earlier, check);
    return [{ direction, change: { id: check.meta.id, title: check.meta.title, was: earlier.outcome.outcome, is: check.outcome.outcome, note } }];
  });
  const going = (wanted: Direction): readonly Change[] => changes.filter(({ direction }) => direction === wanted).map(({ change }) => change);
  return {
    better: going('better'), worse: going('worse'), otherwise: going('otherwise'),
    appeared: after.checks.filter(({ meta }) => !old.has(meta.id)).map(single),
    gone: before.checks.filter(({ meta }) => !current.has(meta.id)).map(single),
    floor: [before.judgement.score.floor, after.judgement.score.floor],
    ceiling: [before.judgement.score.ceiling, after.judgement.score.ceiling],
    metrics: after.metrics.flatMap(({ id, title, value }) => {
      const was = before.metrics.find((metric) => metric.id === id)?.value ?? null;
      return was === value ? [] : [{ id, title, was, is: value }];
    }),
  };
}
