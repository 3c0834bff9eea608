import type { AuditEntries } from '../data/audit-entries.js';
import type { AuditEntry } from '../domain/entry.js';

/** Two of these are in memory for each chain: about 20 MB in all. */
const PAGE = 500;

/**
 * One chain in order, read a page ahead. By pages and not by a cursor, which the server would close when another chain keeps the reader
 * busy for long.
 */
export class ChainFeed {
  #page: readonly AuditEntry[] = [];
  #at = 0;
  #coming: Promise<readonly AuditEntry[]> | undefined;
  /** Entries of the last number of a page: what was damaged may have more of them, and the next page begins with that number again. */
  #lastIds: ReadonlySet<string> = new Set();

  /** @param after the number before the first. */
  constructor(
    private readonly entries: AuditEntries,
    private readonly chain: number,
    after: number,
  ) {
    this.#ask(after + 1);
  }

  /** What comes next, up to and with the number `last`. */
  async *upTo(last: number): AsyncGenerator<readonly AuditEntry[]> {
    while (this.#at < this.#page.length || (await this.#turn())) {
      const beyond = this.#page.findIndex(({ seq }, place) => place >= this.#at && seq > last);
      const end = beyond === -1 ? this.#page.length : beyond;
      if (end > this.#at) yield this.#page.slice(this.#at, end);
      this.#at = end;
      if (beyond !== -1) return;
    }
  }

  async #turn(): Promise<boolean> {
    while (this.#coming !== undefined) {
      const page = await this.#coming;
      this.#coming = undefined;
      this.#page = page.filter(({ id }) => !this.#lastIds.has(id));
      this.#at = 0;
      const last = page.at(-1);
      if (page.length === PAGE && last !== undefined) {
        this.#lastIds = new Set(page.filter(({ seq }) => seq === last.seq).map(({ id }) => id));
        // A whole page of one number: no more of it is needed to see that something is wrong.
        this.#ask(this.#lastIds.size === PAGE ? last.seq + 1 : last.seq);
      }
      if (this.#page.length > 0) return true;
    }
    return false;
  }

  #ask(from: number): void {
    this.#coming = this.entries.page(this.chain, from, PAGE);
    // Whoever reads on is told of the failure; whoever does not need not be.
    this.#coming.catch(() => undefined);
  }
}
