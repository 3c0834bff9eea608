import { eventually } from '../fixtures/eventually.js';
import { type Exchange, HttpClient, type Load, quantile, startLoad } from '../fixtures/load.js';

/** Asks `/health` and `/ready` all the time, as an orchestrator does. */
export class Probes {
  readonly #clients: readonly [HttpClient, HttpClient];
  readonly #health: Load;
  readonly #ready: Load;

  constructor(url: string, everyMs = 50) {
    this.#clients = [new HttpClient(url), new HttpClient(url)];
    const [live, ready] = this.#clients;
    this.#health = startLoad([() => live.send('/health')], everyMs);
    this.#ready = startLoad([() => ready.send('/ready')], everyMs);
  }

  /** Waits until `/ready` answers so. @returns ms from now until the end of that answer. */
  until(status: number, limitMs: number): Promise<number> {
    const from = performance.now();
    return eventually(() => {
      const seen = this.#ready.exchanges.findLast(({ at }) => at >= from);
      return seen?.status === status;
    }, limitMs);
  }

  /** All answers of `/ready` so far. */
  get ready(): readonly Exchange[] {
    return this.#ready.exchanges;
  }

  /** @returns all answers of `/health`, and the 99th percentile of their latency in ms. */
  async stop(): Promise<{ readonly health: readonly Exchange[]; readonly p99: number }> {
    await Promise.all([this.#health.stop(), this.#ready.stop()]);
    for (const client of this.#clients) client.close();
    return { health: this.#health.exchanges, p99: quantile(this.#health.exchanges.map(({ ms }) => ms), 0.99) };
  }
}
