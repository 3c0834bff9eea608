/** What a job may carry: ids and derived facts, never a personal value. */
export type JobData = Readonly<Record<string, string | number | boolean | Date | null>>;

/** How a job is tried. */
export interface JobContext {
  /** 1 at the first try. */
  readonly attempt: number;
  /** Aborted when the process ends; a job that is cut off is run again. */
  readonly signal: AbortSignal;
}

/**
 * Work that is done without a request, durably: it outlives a crash and is run again until it succeeds or its attempts are used up;
 * then it is a dead letter, which an admin sees and may re-run. Any provider of any module that extends this class is found at start.
 * A job may be run twice, so it must be idempotent.
 */
// Whoever extends it names the type of its data once, here, instead of asserting it.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export abstract class Job<TData extends JobData = JobData> {
  /** For good: `mail.send`. */
  abstract readonly name: string;
  /** Runs by itself each so many ms, in one process at a time; undefined for jobs that are enqueued. */
  readonly everyMs: number | undefined = undefined;
  /** Tries before it is a dead letter, 1..50. */
  readonly attempts: number = 10;
  /** Wait before the try after `attempt`, in ms; exponential from 1 s to 1 h unless told. */
  delayMs(attempt: number): number {
    return Math.min(1_000 * 2 ** (attempt - 1), 3_600_000);
  }

  abstract run(data: TData, context: JobContext): Promise<void>;
}

/** Thrown by a job that no further try would help: it is a dead letter at once. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}
