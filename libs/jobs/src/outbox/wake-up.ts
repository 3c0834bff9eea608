/** Which collections are to be looked into, and a wait until there is one. */
export class WakeUp {
  readonly #collections = new Set<string>();
  #waiting: (() => void) | undefined;

  add(collections: Iterable<string>): void {
    for (const collection of collections) this.#collections.add(collection);
    if (this.#collections.size > 0) this.#waiting?.();
  }

  /** All of them, once. */
  take(): readonly string[] {
    const taken = [...this.#collections];
    this.#collections.clear();
    return taken;
  }

  /** Waits until there is one, the time is over, or it is told to stop. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (this.#collections.size > 0 || stop.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', done);
        this.#waiting = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      stop.addEventListener('abort', done);
      this.#waiting = done;
    });
  }
}
