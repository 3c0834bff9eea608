/** One step of a shutdown. */
export interface DrainStep {
  /** Completes "could not ...", for the log. */
  readonly name: string;
  /** The most it may take, in ms; then the next one begins. */
  readonly limitMs: number;
  readonly run: () => void | Promise<void>;
}

/** Tells of a step that failed or took too long. */
export type StepFailed = (name: string, reason: unknown) => void;

class TooLate extends Error {}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooLate(`It took more than ${limitMs} ms.`)), limitMs);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs the steps one after the other. One that fails or is late does not keep the following ones from their turn: the log is to be written whatever happens.
 * @returns whether all went well.
 */
export async function drain(steps: readonly DrainStep[], failed: StepFailed): Promise<boolean> {
  let clean = true;
  for (const { name, limitMs, run } of steps) {
    try {
      await within(limitMs, Promise.resolve().then(run));
    } catch (error) {
      clean = false;
      failed(name, error);
    }
  }
  return clean;
}
