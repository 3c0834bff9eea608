import { setTimeout as delay } from 'node:timers/promises';

/** The audit has sent all that its target file allows. */
export class BudgetSpent extends Error {}

/** So many requests a second and in all: an audit is no load test of somebody's service. */
export class Budget {
  #sent = 0;
  #next = 0;
  readonly #everyMs: number;
  readonly #total: number;

  /** @param perSecond more than 0. @param total in the whole run. */
  constructor(perSecond: number, total: number) {
    this.#total = total;
    this.#everyMs = 1_000 / perSecond;
  }

  get sent(): number {
    return this.#sent;
  }

  get perSecond(): number {
    return 1_000 / this.#everyMs;
  }

  /** What may still be sent. */
  get left(): number {
    return this.#total - this.#sent;
  }

  /** Counts what was sent without waiting for its turn. */
  spend(count: number): void {
    this.#sent += count;
  }

  /** Waits for the turn of one request. @throws BudgetSpent */
  async take(): Promise<void> {
    if (this.#sent >= this.#total) throw new BudgetSpent(`The budget of ${this.#total} requests is spent: raise budget.total in the target file.`);
    this.#sent += 1;
    const now = performance.now();
    this.#next = Math.max(now, this.#next + this.#everyMs);
    if (this.#next - now >= 1) await delay(this.#next - now);
  }

  /** A burst goes out at once and is paid for afterwards: races need real concurrency. @throws BudgetSpent */
  async takeTogether(count: number): Promise<void> {
    if (this.#sent + count > this.#total) throw new BudgetSpent(`The budget of ${this.#total} requests is spent: raise budget.total in the target file.`);
    await this.take();
    this.#sent += count - 1;
    this.#next += this.#everyMs * (count - 1);
  }
}
