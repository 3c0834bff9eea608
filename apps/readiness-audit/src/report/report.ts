import type { CheckMeta } from '../judge/check.ts';
import type { Outcome, Severity } from '../judge/outcome.ts';
import type { Judgement, Score } from '../judge/score.ts';

/** What a report says of one check. */
export interface CheckReport {
  readonly meta: CheckMeta;
  /** Of the check, or what the target file says in its place. */
  readonly severity: Severity;
  readonly outcome: Outcome;
  /** Its own sending; 0 for a check that reads what others sent. */
  readonly ms: number;
  /** Findings that somebody answers for; they are taken out of `outcome`, which passes when none is left. */
  readonly excluded: readonly { readonly subject: string; readonly problem: string; readonly reason: string; readonly owner: string; readonly expires: string }[];
}

/** Something measured that claims are held against; null with the reason where it could not be. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly value: number | null;
  /** What `value` would be if all that could not be measured were good; missing where everything was measured. */
  readonly most?: number;
  /** `share` is 0 to 1. */
  readonly unit: 'share' | 'ms' | 'count';
  /** How it was come by, or why it was not. */
  readonly how: string;
}

/** The report of a run: all that any of its forms is made of. Version 1; members are added, never changed. */
export interface Report {
  readonly reportVersion: 1;
  readonly tool: { readonly name: 'plumbline-audit'; readonly version: string };
  readonly target: {
    readonly name: string;
    readonly baseUrl: string;
    /** Path of its OpenAPI document within the repository, where it lies there. */
    readonly document?: string;
  };
  /** RFC 3339. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly requests: number;
  /** Resident set size of the audit at its peak. */
  readonly peakMemoryMiB: number;
  /** How long it took to gather, by artifact and, where a check sends something by itself, by check; in ms. Some of it ran beside the walk. */
  readonly timings?: Readonly<Record<string, number>>;
  /** Why the run ended early; then the rest is not available. */
  readonly ended?: string;
  readonly judgement: Judgement;
  readonly gate: { readonly floor: number; readonly strict: boolean; readonly warnings?: number };
  readonly areas: readonly { readonly area: string; readonly score: Score }[];
  readonly checks: readonly CheckReport[];
  readonly metrics: readonly Metric[];
  /** Answer times of the walk's good requests, in ms, sorted: for the graph. */
  readonly latencies: readonly number[];
  /** Of the artifacts from which it was judged: sha256 by file name. */
  readonly evidence: Readonly<Record<string, string>>;
}
