import { AsyncResource } from 'node:async_hooks';

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** The most that one write carries. */
const LARGEST_GROUP = 500;

/**
 * Group commit: what arrives while a write is under way goes into the next one, so that many small writes cost a few. Nobody is
 * answered before their own is stored, and nobody waits for a timer: alone, an item is written at once.
 */
export class GroupCommit<T, R> {
  readonly #waiting: Waiting<T, R>[] = [];
  // A write serves many requests: it runs in none of them, and keeps the deadline of none.
  readonly #ownContext = new AsyncResource('GroupCommit');
  #isWriting = false;

  /** @param write stores all of them, at most 500, and tells for each, in their order, what became of it; when it throws, all of them hear of it. */
  constructor(private readonly write: (items: readonly T[]) => Promise<readonly R[]>) {}

  async add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (!this.#isWriting) this.#ownContext.runInAsyncScope(() => void this.#writeAll());
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, LARGEST_GROUP);
      try {
        const results = await this.write(group.map(({ item }) => item));
        group.forEach(({ resolve }, place) => resolve(results[place] as R));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#isWriting = false;
  }
}
