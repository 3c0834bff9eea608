import { mask } from '@plumbline/observability';
import { reasonOf } from '../state-log.js';
import type { Claim } from './job-store.js';

const MOST_REASON = 500;

/** A claimed job in this process, from the claim until its outcome is written down. */
export class Running {
  readonly #ending = new AbortController();
  #failure: { readonly reason: string; readonly error: unknown } | undefined;

  constructor(readonly claim: Claim) {}

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Tells the job to end: the process does, or somebody else runs the job by now. */
  cut(reason: string): void {
    this.#ending.abort(new Error(reason));
  }

  /** Whether it was told to end and did not succeed: that is no failure of the job's. */
  get wasCut(): boolean {
    return this.#failure !== undefined && this.signal.aborted;
  }

  fail(error: unknown): void {
    this.#failure = { error, reason: mask(reasonOf(error)).slice(0, MOST_REASON) };
  }

  /** Why it failed, without personal values; undefined when it did not. */
  get reason(): string | undefined {
    return this.#failure?.reason;
  }

  get error(): unknown {
    return this.#failure?.error;
  }
}
