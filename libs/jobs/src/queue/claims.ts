import { pause } from '@plumbline/database';
import type { StateLog } from '../state-log.js';
import type { Claim, JobStore } from './job-store.js';
import { Running } from './running.js';

/** The jobs that this process has taken. While they run it says so to the others; one that it cannot say so of any more is told to end. */
export class Claims {
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();
  readonly #beating: Promise<void>;
  #renewedAt = performance.now();

  constructor(
    private readonly store: JobStore,
    private readonly state: StateLog,
  ) {
    this.#beating = this.#beat();
  }

  add(claim: Claim): void {
    if (this.#running.size === 0) this.#renewedAt = performance.now();
    this.#running.set(claim._id, new Running(claim));
  }

  get(id: string): Running | undefined {
    return this.#running.get(id);
  }

  remove(id: string): void {
    this.#running.delete(id);
  }

  get size(): number {
    return this.#running.size;
  }

  /** Tells all of them to end. */
  cutAll(reason: string): void {
    for (const running of this.#running.values()) running.cut(reason);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#beating;
  }

  async #beat(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await pause(this.store.leaseMs / 3, this.#stop.signal);
      await this.#renew();
    }
  }

  async #renew(): Promise<void> {
    const claims = [...this.#running.values()].map(({ claim }) => claim);
    if (claims.length === 0 || this.#stop.signal.aborted) return;
    const asked = performance.now();
    try {
      for (const id of await this.store.renew(claims)) this.#running.get(id)?.cut('Another process runs this job by now.');
      this.#renewedAt = asked;
    } catch (error) {
      this.state.failed(error);
      if (performance.now() - this.#renewedAt >= this.store.leaseMs) this.cutAll('The database has been away for so long that another process may run this job by now.');
    }
  }
}
