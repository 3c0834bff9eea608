/** How bad it is when a check fails: P0 nobody should run it so, P1 it will hurt, P2 it could be better. */
export const SEVERITIES = ['P0', 'P1', 'P2'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** passive: reads what is there; active: sends requests, also broken ones; fault: breaks what the service stands on. */
export const MODES = ['passive', 'active', 'fault'] as const;
export type Mode = (typeof MODES)[number];

export const OUTCOMES = ['pass', 'fail', 'not-applicable', 'not-available', 'error'] as const;

/** Where something can be looked up: an exchange of this run, or a place in the repository. */
export interface Source {
  /** Id of an exchange: `x17`. */
  readonly exchange?: string;
  /** Path within the repository. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
}

/** What was seen that lets a check say what it says. */
export interface Evidence extends Source {
  readonly text: string;
}

/** One thing that is wrong. */
export interface Finding extends Source {
  /** What it is about: `POST /payments`, `docker/Dockerfile`. */
  readonly subject: string;
  readonly problem: string;
  /** A command that shows it again; made from the exchange unless told. */
  readonly reproduce?: string;
}

/** What was looked at, so that "nothing wrong" cannot mean "nothing looked at". */
export interface Population {
  readonly count: number;
  /** Plural, as it is counted: `operations`. */
  readonly of: string;
}

/** What a check says. */
export type Verdict =
  | { readonly outcome: 'pass'; readonly population: Population; readonly evidence: readonly Evidence[] }
  | { readonly outcome: 'fail'; readonly population: Population; readonly evidence: readonly Evidence[]; readonly findings: readonly Finding[] }
  | { readonly outcome: 'not-applicable'; readonly reason: string }
  | { readonly outcome: 'not-available'; readonly reason: string };

/** What the report says of a check: its verdict, or that the check itself broke. */
export type Outcome = Verdict | { readonly outcome: 'error'; readonly reason: string };

export const notApplicable = (reason: string): Verdict => ({ outcome: 'not-applicable', reason });
export const notAvailable = (reason: string): Verdict => ({ outcome: 'not-available', reason });

/** The verdict over a population: it fails with the first finding. */
export function verdictOf(population: Population, evidence: readonly Evidence[], findings: readonly Finding[]): Verdict {
  return findings.length === 0 ? { outcome: 'pass', population, evidence } : { outcome: 'fail', population, evidence, findings };
}
