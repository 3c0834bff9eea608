import type { ArtifactName, Artifacts } from '../artifacts/artifacts.ts';
import type { Lab } from '../gather/lab.ts';
import type { Sample } from '../gather/samples.ts';
import type { Exchange, Request } from '../http/exchange.ts';
import type { Mode, Severity, Verdict } from './outcome.ts';

/** What people read of a check; the page of each is made of it. */
export interface CheckMeta {
  /** `area.name`, for ever: reports of different runs are compared by it. */
  readonly id: string;
  readonly title: string;
  readonly mode: Mode;
  readonly severity: Severity;
  /** What happens to a service that fails it. */
  readonly why: string;
  /** What is sent or read, and what counts as what. */
  readonly how: string;
  readonly mend: string;
  /** RFC sections, OWASP pages, papers. */
  readonly sources: readonly string[];
}

/** A good request with one thing changed. */
export interface Variation {
  /** `without a token`: what was changed. */
  readonly name: string;
  readonly request: Request;
}

/** A variation that was sent, beside the unchanged request. */
export interface Varied {
  /** Id of the operation. */
  readonly operation: string;
  readonly variation: string;
  readonly exchange: Exchange;
  /** The unchanged request, sent behind all variations: only where it succeeded do their refusals prove anything. */
  readonly control?: Exchange;
}

/**
 * One question to a service. Whatever it sends is sent while gathering and kept as its own artifact; its verdict is a pure function of
 * artifacts, so that a report can be judged again without the service.
 */
export interface Check<N extends ArtifactName = ArtifactName, Own = unknown> {
  readonly meta: CheckMeta;
  /** A missing one makes the check not available, for the reason for which it is missing. */
  readonly needs: readonly N[];
  /** Changes one thing at a time in a request that is about to succeed. */
  readonly vary?: (sample: Sample, lab: Lab) => readonly Variation[];
  /** What is sent behind a request that succeeded: replays, races. */
  readonly follow?: (sample: Sample, control: Exchange, lab: Lab) => Promise<readonly Pick<Varied, 'variation' | 'exchange'>[]>;
  /** What else is sent, once, behind the walk through all operations. @throws Unavailable, Inapplicable. @returns what `judge` needs of it. */
  readonly probe?: (lab: Lab) => Promise<Own>;
  /**
   * The probe uses something up or is in others' way: 1 behind those with none, 2 behind those. `beside`: it sends the service nothing and uses
   * nothing of it, so that it runs beside the walk, one behind the other; it needs only what is gathered before.
   */
  readonly turn?: 'beside' | 1 | 2;
  /** @param own of `probe`; what was varied otherwise. */
  readonly judge: (artifacts: Pick<Artifacts, N>, own: Own) => Verdict;
}

/** A check that only reads what was gathered. */
export const readingCheck = <N extends ArtifactName>(check: Omit<Check<N, undefined>, 'vary' | 'follow' | 'probe'>): Check<N, undefined> => check;

/** A check that changes good requests, or sends more behind them. */
export const varyingCheck = <N extends ArtifactName>(check: Omit<Check<N, readonly Varied[]>, 'probe' | 'turn'>): Check<N, readonly Varied[]> => check;

/** A check that sends what is no variation of anything. */
export const probingCheck = <N extends ArtifactName, Own>(check: Omit<Check<N, Own>, 'vary' | 'follow'> & { readonly probe: (lab: Lab) => Promise<Own> }): Check<N, Own> => check;

/** Checks of all kinds in one list: what each needs and keeps is its own affair, and is matched by its id. */
export type AnyCheck = Omit<Check, 'judge'> & { judge(artifacts: Artifacts, own: never): Verdict };
