import { Problem, PROBLEMS } from '@plumbline/problems';

const FIRST_MS = 500;
const LONGEST_MS = 60_000;
/** When so many are refused, it is not the documents' fault. */
const MOST = 1_000;

interface Entry {
  readonly until: number;
  readonly failures: number;
}

/** Documents whose events a sink refused: they wait, and let the others pass. Forgotten with the process, as they are tried again anyway. */
export class HeldBack {
  readonly #entries = new Map<string, Map<string, Entry>>();

  /** @returns true when it is the first time, so that it is told once. @throws Error when nearly everything is refused. */
  add(collection: string, objectId: string): boolean {
    if (this.size >= MOST) throw new Problem(PROBLEMS.OVERLOADED, { detail: `The events of ${MOST} documents are refused.` });
    const entries = this.#entries.get(collection) ?? new Map<string, Entry>();
    this.#entries.set(collection, entries);
    const failures = (entries.get(objectId)?.failures ?? 0) + 1;
    entries.set(objectId, { failures, until: performance.now() + Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS) });
    return failures === 1;
  }

  remove(collection: string, objectId: string): void {
    this.#entries.get(collection)?.delete(objectId);
  }

  /** Those whose time to be tried again has not come. */
  in(collection: string): string[] {
    const now = performance.now();
    return [...(this.#entries.get(collection) ?? [])].filter(([, { until }]) => until > now).map(([id]) => id);
  }

  get size(): number {
    return [...this.#entries.values()].reduce((sum, { size }) => sum + size, 0);
  }

  clear(): void {
    this.#entries.clear();
  }
}
