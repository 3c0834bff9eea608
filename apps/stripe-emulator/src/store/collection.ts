/** What is kept: values are replaced, never changed in place, so a reference to one is a snapshot of it. */
export interface Stored {
  readonly id: string;
  readonly created?: number;
}

export interface Entry<T extends Stored> {
  readonly seq: number;
  value: T;
  keys: (string | undefined)[];
}

export type IndexKeys<T> = Readonly<Record<string, (value: T) => string | null | undefined>>;

/** The part of an index that a list is read from. */
export interface Range {
  readonly createdFrom: number;
  readonly createdTo: number;
}

/** Objects of one kind: by id, in the order of their creation, and in that order by each index. */
export class Collection<T extends Stored> {
  readonly name: string;
  readonly #names: readonly string[];
  readonly #keysOf: readonly ((value: T) => string | null | undefined)[];
  readonly #byId = new Map<string, Entry<T>>();
  #ordered: Entry<T>[] = [];
  readonly #indexes: Map<string, Entry<T>[]>[];

  constructor(name: string, indexes: IndexKeys<T> = {}) {
    this.name = name;
    this.#names = Object.keys(indexes);
    this.#keysOf = Object.values(indexes);
    this.#indexes = this.#names.map(() => new Map<string, Entry<T>[]>());
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id)?.value;
  }

  entry(id: string): Entry<T> | undefined {
    return this.#byId.get(id);
  }

  /** Oldest first. */
  *values(): Generator<T> {
    for (const entry of this.#byId.values()) yield entry.value;
  }

  /** Every key of an index. */
  keys(index: string): string[] {
    return [...(this.#indexes[this.#names.indexOf(index)]?.keys() ?? [])];
  }

  /** All entries, or those under a key of an index, oldest first. The array is the index itself: read it, do not keep it. */
  entries(index?: string, key?: string): readonly Entry<T>[] {
    if (index === undefined || key === undefined) return this.#ordered;
    const position = this.#names.indexOf(index);
    if (position < 0) throw new Error(`There is no index ${index} on ${this.name}.`);
    return this.#indexes[position]?.get(key) ?? [];
  }

  put(value: T, seq: number): Entry<T> {
    const known = this.#byId.get(value.id);
    const keys = this.#keysOf.map((keyOf) => keyOf(value) ?? undefined);
    if (known) {
      known.value = value;
      for (const [position, key] of keys.entries()) {
        const before = known.keys[position];
        if (key === before) continue;
        if (before !== undefined) this.#leave(position, before, known);
        if (key !== undefined) this.#enter(position, key, known);
      }
      known.keys = keys;
      return known;
    }
    const entry: Entry<T> = { seq, value, keys };
    this.#byId.set(value.id, entry);
    insert(this.#ordered, entry);
    for (const [position, key] of keys.entries()) if (key !== undefined) this.#enter(position, key, entry);
    return entry;
  }

  /** Takes out a few quickly, or many at once. */
  deleteAll(ids: ReadonlySet<string>): void {
    const few = ids.size < 16;
    if (!few) this.#ordered = this.#ordered.filter((entry) => !ids.has(entry.value.id));
    for (const id of ids) {
      const entry = this.#byId.get(id);
      if (!entry) continue;
      this.#byId.delete(id);
      if (few) remove(this.#ordered, entry);
      for (const [position, key] of entry.keys.entries()) if (key !== undefined) this.#leave(position, key, entry);
    }
  }

  clear(): void {
    this.#byId.clear();
    this.#ordered = [];
    for (const index of this.#indexes) index.clear();
  }

  #enter(position: number, key: string, entry: Entry<T>): void {
    const index = this.#indexes[position];
    const entries = index?.get(key);
    if (entries) insert(entries, entry);
    else index?.set(key, [entry]);
  }

  #leave(position: number, key: string, entry: Entry<T>): void {
    const index = this.#indexes[position];
    const entries = index?.get(key);
    if (!entries) return;
    remove(entries, entry);
    if (entries.length === 0) index?.delete(key);
  }
}

function insert<T extends Stored>(entries: Entry<T>[], entry: Entry<T>): void {
  const last = entries.at(-1);
  if (!last || last.seq < entry.seq) entries.push(entry);
  else entries.splice(firstAtLeast(entries, entry.seq), 0, entry);
}

function remove<T extends Stored>(entries: Entry<T>[], entry: Entry<T>): void {
  const at = firstAtLeast(entries, entry.seq);
  if (entries[at] === entry) entries.splice(at, 1);
}

/** The position of the first entry with this number or a later one. */
export function firstAtLeast<T extends Stored>(entries: readonly Entry<T>[], seq: number): number {
  return firstWhere(entries, (entry) => entry.seq >= seq);
}

/** The position of the first entry of an ordered list for which this holds; it must hold for all after it. */
export function firstWhere<T extends Stored>(entries: readonly Entry<T>[], holds: (entry: Entry<T>) => boolean): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry && holds(entry)) high = middle;
    else low = middle + 1;
  }
  return low;
}
