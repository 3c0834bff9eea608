/** A request as tests want to count it. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  readonly status: number;
  /** Whether it was executed, rather than refused, repeated from its key, or broken off before. */
  readonly executed: boolean;
  readonly replayed: boolean;
  /** The fault that struck it. */
  readonly fault: string | null;
  readonly requestId: string;
  /** Milliseconds of the emulator's clock. */
  readonly at: number;
}

const KEPT = 10_000;

/** The latest requests; older ones are forgotten. */
export class RequestLog {
  readonly #ring: LoggedRequest[] = [];
  #next = 0;

  add(request: LoggedRequest): void {
    this.#ring[this.#next % KEPT] = request;
    this.#next += 1;
  }

  /** How many there have been since the start or the last clearing. */
  get total(): number {
    return this.#next;
  }

  /** Newest first. */
  latest(limit: number, matches: (request: LoggedRequest) => boolean): LoggedRequest[] {
    const found: LoggedRequest[] = [];
    for (let at = this.#next - 1; at >= Math.max(0, this.#next - KEPT) && found.length < limit; at -= 1) {
      const request = this.#ring[at % KEPT];
      if (request && matches(request)) found.push(request);
    }
    return found;
  }

  clear(): void {
    this.#ring.length = 0;
    this.#next = 0;
  }
}
