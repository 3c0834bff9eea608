import { Problem, PROBLEMS } from '@plumbline/problems';

/** Runs so many tasks at once, lets so many wait in their order, and refuses the rest at once. */
export class BoundedQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /**
   * @param atOnce tasks that run at the same time, >= 1.
   * @param atMostWaiting tasks that may wait, >= 0.
   */
  constructor(
    private readonly atOnce: number,
    private readonly atMostWaiting: number,
  ) {}

  /**
   * @returns what the task returns.
   * @throws Problem OVERLOADED when too many wait already; what the task throws.
   */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.atOnce) await this.#turn();
    else this.#running += 1;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  /** The one that finishes hands its place over, so that nobody who comes later gets in between. */
  #turn(): Promise<void> {
    if (this.#waiting.length >= this.atMostWaiting) throw new Problem(PROBLEMS.OVERLOADED, { retryAfterSeconds: 2 });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
