/**
 * A map of bounded size that forgets what was not asked for lately. It has two generations: when the young one is full it becomes
 * the old one, and the old one is dropped whole; taking single entries from the head of one large Map is far slower.
 */
export class BoundedMap<K, V> {
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /** @param capacity entries that are kept at least when all are in use; at most twice as many are held. @param forgotten told of those dropped for room. */
  constructor(
    private readonly capacity: number,
    private readonly forgotten: (dropped: ReadonlyMap<K, V>) => void = () => undefined,
  ) {}

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old === undefined) return undefined;
    this.#old.delete(key);
    this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    this.#old.delete(key);
    this.#young.set(key, value);
    if (this.#young.size < this.capacity) return;
    this.forgotten(this.#old);
    this.#old = this.#young;
    this.#young = new Map();
  }

  /** Removes and returns the entry. */
  take(key: K): V | undefined {
    const value = this.#young.get(key) ?? this.#old.get(key);
    this.#young.delete(key);
    this.#old.delete(key);
    return value;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
