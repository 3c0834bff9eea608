import type { Claim, MailsRepository } from '../data/mails.repository.js';

/** Renewals in the span of a lease: two may fail. */
const RENEWALS = 3;

/** Holds a claim while its mail is sent. */
export class MailLease {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #claim: Claim;
  #renewal: Promise<void> | undefined;
  #renewedAt = performance.now();

  /** @param leaseMs how long the claim holds without a renewal, in ms. */
  constructor(
    private readonly mails: MailsRepository,
    claim: Claim,
    private readonly leaseMs: number,
  ) {
    this.#claim = claim;
    this.#timer = setInterval(() => {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = undefined;
      });
    }, leaseMs / RENEWALS);
  }

  /** Aborted when the claim is, or may be, somebody else's. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Stops renewing. @returns the claim as it is now, for the write that ends it. */
  async end(): Promise<Claim> {
    clearInterval(this.#timer);
    await this.#renewal;
    return this.#claim;
  }

  async #renew(): Promise<void> {
    const begun = performance.now();
    try {
      const v = await this.mails.renew(this.#claim, this.leaseMs);
      if (v === undefined) this.#lost.abort();
      else this.#claim = { ...this.#claim, v };
      this.#renewedAt = begun;
    } catch {
      // The database is away for the moment: the claim holds until it runs out.
      if (performance.now() - this.#renewedAt > this.leaseMs) this.#lost.abort();
    }
  }
}
