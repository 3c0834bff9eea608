import { setTimeout as delay } from 'node:timers/promises';

/**
 * Tries until it succeeds or is told to stop; never rejects.
 * @param pauseMs between two attempts, in ms.
 * @param failed told of each failure.
 */
export async function retryUntil(stop: AbortSignal, pauseMs: number, attempt: () => Promise<void>, failed: (error: unknown) => void): Promise<void> {
  while (!stop.aborted) {
    try {
      await attempt();
      return;
    } catch (error) {
      failed(error);
    }
    await pause(pauseMs, stop);
  }
}

/** Waits; returns at once when told to stop. */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal: stop });
  } catch {
    // Told to stop: that is what the caller looks at next.
  }
}
