import { Problem, PROBLEMS } from '@plumbline/problems';

const RETRY_AFTER_SECONDS = 5;

interface Waiting {
  readonly begin: () => void;
}

/** Lets so many uploads run at a time in this process and so many wait for their turn, in their order: memory stays bounded, and so does the wait. */
export class UploadSlots {
  readonly #waiting = new Set<Waiting>();
  #running = 0;

  constructor(
    private readonly mostRunning: number,
    private readonly mostWaiting: number,
  ) {}

  /**
   * Waits for a turn.
   * @param signal ends the wait; its reason is thrown.
   * @returns what ends the turn; to be called once.
   * @throws Problem OVERLOADED when too many wait already.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#running < this.mostRunning) this.#running += 1;
    else await this.#wait(signal);
    return () => this.#release();
  }

  #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.mostWaiting) throw new Problem(PROBLEMS.OVERLOADED, { detail: 'Too many files are being uploaded.', retryAfterSeconds: RETRY_AFTER_SECONDS });
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(waiting);
        reject(signal.reason as Error);
      };
      const waiting: Waiting = {
        begin: () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
    });
  }

  /** A turn that ends is the next one's: it is never free in between. */
  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(next);
    next.begin();
  }
}
