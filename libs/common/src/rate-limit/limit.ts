/** So many requests in a window, counted for one key at a time. */
export interface Limit {
  /** Letters, digits and hyphens; unique in the process, and the name clients see in the RateLimit fields. */
  readonly name: string;
  /** Requests in a window, whole, >= 1. */
  readonly quota: number;
  /** Length of the window in whole seconds, >= 1. */
  readonly windowSeconds: number;
  /** How long a key that goes over is refused whatever the window says, in whole seconds; 0 for not at all. */
  readonly blockSeconds: number;
}

/** What counting a request found. */
export interface Verdict {
  readonly allowed: boolean;
  /** Requests that would still be allowed at this moment, >= 0. */
  readonly remaining: number;
  /** Whole seconds (>= 1) until the window ends; for a refused request the same as `retryAfterSeconds`. */
  readonly resetSeconds: number;
  /** Whole seconds (>= 1) after which a refused request would be allowed; 0 when it was allowed. */
  readonly retryAfterSeconds: number;
}

/** Milliseconds that never run backwards. */
export type MonotonicClock = () => number;

/** ms -> whole seconds, rounded up so that a client who waits that long is not refused again. */
export function toSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

export function allow(remaining: number, resetMs: number): Verdict {
  return { allowed: true, remaining, resetSeconds: toSeconds(resetMs), retryAfterSeconds: 0 };
}

export function refuse(waitMs: number): Verdict {
  const seconds = toSeconds(waitMs);
  return { allowed: false, remaining: 0, resetSeconds: seconds, retryAfterSeconds: seconds };
}
