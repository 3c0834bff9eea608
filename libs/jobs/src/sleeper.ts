/** One who sleeps until somebody wakes them. */
export class Sleeper {
  #wake: (() => void) | undefined;

  /** Nobody sleeps: nothing happens. */
  wake(): void {
    this.#wake?.();
  }

  /** Until woken, the time is over, or told to stop. */
  async sleep(ms: number, stop: AbortSignal): Promise<void> {
    if (stop.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      stop.addEventListener('abort', done);
      this.#wake = done;
    });
  }
}
