import { Sleeper } from '../sleeper.js';

/** Which collections are to be looked into, and a wait until there is one. */
export class WakeUp {
  readonly #collections = new Set<string>();
  readonly #sleeper = new Sleeper();

  add(collections: Iterable<string>): void {
    for (const collection of collections) this.#collections.add(collection);
    if (this.#collections.size > 0) this.#sleeper.wake();
  }

  /** All of them, once. */
  take(): readonly string[] {
    const taken = [...this.#collections];
    this.#collections.clear();
    return taken;
  }

  /** Waits until there is one, the time is over, or it is told to stop. */
  async wait(ms: number, stop: AbortSignal): Promise<void> {
    if (this.#collections.size === 0) await this.#sleeper.sleep(ms, stop);
  }
}
