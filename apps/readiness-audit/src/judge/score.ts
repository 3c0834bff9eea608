import type { Outcome, Severity } from './outcome.ts';

/** What a check counts for. */
export const WEIGHTS: Readonly<Record<Severity, number>> = { P0: 10, P1: 5, P2: 2 };

/** What of a check the score is made of. */
export interface Scored {
  readonly id: string;
  readonly severity: Severity;
  readonly outcome: Outcome['outcome'];
}

/** A band, never one figure; each 0 to 1, null when nothing applied. */
export interface Score {
  /** What could not be measured counts as failed. */
  readonly floor: number | null;
  /** What could not be measured counts as passed. */
  readonly ceiling: number | null;
  /** The weight that was measured, of all that applies. */
  readonly coverage: number | null;
  readonly weights: { readonly passed: number; readonly failed: number; readonly unmeasured: number };
}

/**
 * The score of some checks: `error` and `not-available` are unmeasured, `not-applicable` counts nowhere.
 * @param checks of one run, or of one area of it.
 */
export function scoreOf(checks: readonly Scored[]): Score {
  const weigh = (...outcomes: readonly Outcome['outcome'][]): number => checks.reduce((sum, { outcome, severity }) => sum + (outcomes.includes(outcome) ? WEIGHTS[severity] : 0), 0);
  const weights = { passed: weigh('pass'), failed: weigh('fail'), unmeasured: weigh('error', 'not-available') };
  const all = weights.passed + weights.failed + weights.unmeasured;
  const share = (part: number): number | null => (all === 0 ? null : part / all);
  return { floor: share(weights.passed), ceiling: share(weights.passed + weights.unmeasured), coverage: share(weights.passed + weights.failed), weights };
}

export const VERDICTS = ['READY', 'PASSED IN PART', 'NOT PROVEN', 'BELOW THE GATE', 'BLOCKED'] as const;

/** How many of all checks a run made: it may have been asked for some, or may have ended before its time. */
export type Extent = 'whole' | 'part' | 'cut short';

/** What a run says on the whole. */
export interface Judgement {
  readonly verdict: (typeof VERDICTS)[number];
  readonly score: Score;
  /** P0 checks that failed. */
  readonly blockers: readonly string[];
  /** P0 checks that could not be measured. */
  readonly unproven: readonly string[];
  /** Failed P1 and P2 checks. */
  readonly warnings: readonly string[];
  readonly exitCode: 0 | 1 | 2;
}

export interface Gate {
  /** Least floor, 0 to 1. */
  readonly floor: number;
  /** Most warnings; undefined for any number. */
  readonly warnings?: number | undefined;
  /** A P0 that could not be measured blocks, too. */
  readonly strict: boolean;
}

/** Judges a run: any failed P0 blocks whatever the score is, what was not measured is not proven, and a part is not the whole. */
export function judge(checks: readonly Scored[], gate: Gate, extent: Extent = 'whole'): Judgement {
  const ids = (wanted: (check: Scored) => boolean): readonly string[] => checks.filter(wanted).map(({ id }) => id);
  const score = scoreOf(checks);
  const blockers = ids(({ severity, outcome }) => severity === 'P0' && outcome === 'fail');
  const unproven = ids(({ severity, outcome }) => severity === 'P0' && (outcome === 'error' || outcome === 'not-available'));
  const warnings = ids(({ severity, outcome }) => severity !== 'P0' && outcome === 'fail');
  const found = { score, blockers, unproven, warnings };
  if (blockers.length > 0) return { ...found, verdict: 'BLOCKED', exitCode: 1 };
  if ((score.floor ?? 0) < gate.floor) return { ...found, verdict: 'BELOW THE GATE', exitCode: 1 };
  if (unproven.length > 0 || score.weights.passed === 0 || extent === 'cut short') return { ...found, verdict: 'NOT PROVEN', exitCode: gate.strict ? 1 : 2 };
  return { ...found, verdict: extent === 'part' ? 'PASSED IN PART' : 'READY', exitCode: gate.warnings !== undefined && warnings.length > gate.warnings ? 2 : 0 };
}
