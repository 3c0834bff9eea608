import type { AuditEntries } from '../data/audit-entries.js';
import { entryOf } from '../data/entry-document.js';
import type { AuditEntry } from '../domain/entry.js';

/** Two of these wait for each chain, as bytes: about 10 MB in all. */
const PAGE = 500;
const AT_ONCE = 100;

/**
 * One chain in order, read a page ahead. By pages and not by a cursor, which the server would close when another chain keeps the reader
 * busy for long.
 */
export class ChainFeed {
  #page: readonly Buffer[] = [];
  #at = 0;
  /** Read already, and beyond what was asked for. */
  #next: AuditEntry | undefined;
  #coming: Promise<readonly Buffer[]> | undefined;
  #lastSeq = Number.NaN;
  /** Ids of the last number of the page before: where it is there twice, the next page begins with that number again. */
  readonly #lastIds = new Set<string>();

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
    let some: AuditEntry[] = [];
    for (;;) {
      this.#next ??= this.#read() ?? (await this.#turn());
      if (this.#next === undefined || this.#next.seq > last) break;
      some.push(this.#next);
      this.#next = undefined;
      if (some.length < AT_ONCE) continue;
      yield some;
      some = [];
    }
    if (some.length > 0) yield some;
  }

  /** The next entry of the page; undefined at its end. */
  #read(): AuditEntry | undefined {
    while (this.#at < this.#page.length) {
      const entry = entryOf(this.#page[this.#at] as Buffer);
      this.#at += 1;
      if (this.#lastIds.has(entry.id)) continue;
      if (entry.seq !== this.#lastSeq) this.#lastIds.clear();
      this.#lastSeq = entry.seq;
      this.#lastIds.add(entry.id);
      return entry;
    }
    return undefined;
  }

  /** The first entry of the next page; undefined at the end of the chain. */
  async #turn(): Promise<AuditEntry | undefined> {
    while (this.#coming !== undefined) {
      this.#page = await this.#coming;
      this.#at = 0;
      this.#coming = undefined;
      if (this.#page.length === PAGE) this.#ask(this.#nextFrom());
      const entry = this.#read();
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** Where the next page begins: with the last number again, unless a whole page had no other, which is enough to see what is wrong. */
  #nextFrom(): number {
    const [first, last] = [this.#page[0], this.#page.at(-1)].map((bytes) => entryOf(bytes as Buffer).seq) as [number, number];
    return first === last ? last + 1 : last;
  }

  #ask(from: number): void {
    this.#coming = this.entries.page(this.chain, from, PAGE);
    // Whoever reads on is told of the failure; whoever does not need not be.
    this.#coming.catch(() => undefined);
  }
}
