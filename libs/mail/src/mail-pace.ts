const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long things may take, in ms, and how often they are tried; tests are in more of a hurry. */
export interface MailPace {
  /** Until a worker that is silent counts as dead; it renews its claim three times in that span. Shorter than the lock of a job, so that the job of a dead worker finds the mail free. */
  readonly leaseMs: number;
  /** Waits after the first, second, ... try; the last one holds for all that follow. */
  readonly retryDelaysMs: readonly number[];
  /** Tries before a mail is given up, 1..50. */
  readonly attempts: number;
  /** From the server's name to the end of TLS. */
  readonly connectMs: number;
  /** For the server's greeting. */
  readonly greetingMs: number;
  /** From taking a connection until the server has the whole mail. Nothing is in doubt when it passes. */
  readonly handOverMs: number;
  /** For the answer to the final dot. */
  readonly answerMs: number;
  /** How long a queued mail waits for its job, and how often the sweeper looks. */
  readonly sweepMs: number;
}

/**
 * RFC 5321 section 4.5.4.1: give up after four to five days; 30 tries take four. A first refusal is often greylisting, which lets in after
 * one to five minutes. Section 4.5.3.2.6: wait ten minutes for the answer to the final dot, since giving up earlier makes duplicates.
 */
export const USUAL_PACE: MailPace = {
  leaseMs: 45 * SECOND,
  retryDelaysMs: [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR],
  attempts: 30,
  connectMs: 10 * SECOND,
  greetingMs: 10 * SECOND,
  handOverMs: 2 * MINUTE,
  answerMs: 10 * MINUTE,
  sweepMs: MINUTE,
};

/** The wait after a try, in ms. @param attempt 1 or more. */
export function delayAfter({ retryDelaysMs }: MailPace, attempt: number): number {
  return retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? 0;
}
