import type { Database } from '../database.js';
import { BoundedMap } from './bounded-map.js';
import { type Change, ChangeFeed } from './change-feed.js';

/** What a cache holds and how a change finds what it makes stale. */
export interface LiveCacheOptions<K extends string, V> {
  /** The collection from which the values are read; one cache reads from one collection. */
  readonly collection: string;
  /** Entries that are kept at least while all are in use. */
  readonly capacity: number;
  /** Keys that a change makes stale, besides those whose value was read from the changed document; the document's id by default. */
  readonly keysOf?: (change: Change) => readonly K[];
  /** Ids of the documents that a value was read from; none by default. A change of one of them drops the value. */
  readonly documentsOf?: (value: V) => readonly string[];
  /** Told of each change, before it takes effect here. */
  readonly changed?: (change: Change) => void;
}

interface Entry<V> {
  readonly value: V;
  readonly documents: readonly string[];
}

/** A load that is under way, and what changed since it began. */
interface Load {
  readonly changedDocuments: Set<string>;
  readonly changedKeys: Set<string>;
  interrupted: boolean;
}

/**
 * Values that are asked for on every request, kept in the process and kept true by a change stream: a write of any process drops
 * what it made stale. While the stream is not live each question goes to the database, so that an answer is never older than the
 * stream's latency (about 1 ms as a rule; 2 s when the network swallows packets).
 */
export class LiveCache<K extends string, V> {
  readonly #entries: BoundedMap<K, Entry<V>>;
  readonly #keysByDocument = new Map<string, Set<K>>();
  readonly #loads = new Set<Load>();
  readonly #feed: ChangeFeed;

  constructor(
    database: Database,
    private readonly options: LiveCacheOptions<K, V>,
  ) {
    this.#entries = new BoundedMap(options.capacity, (dropped) => dropped.forEach((entry, key) => this.#unlink(key, entry)));
    this.#feed = new ChangeFeed(database, options.collection, { changed: (change) => this.#changed(change), interrupted: () => this.#forgetAll() });
  }

  /**
   * The value of `key`.
   * @param load reads it from the primary; its failures are the caller's and nothing is kept of them.
   */
  async get(key: K, load: (key: K) => Promise<V>): Promise<V> {
    if (!this.#feed.isLive) return load(key);
    const entry = this.#hit(key);
    if (entry !== undefined) return entry.value;
    const underWay: Load = { changedDocuments: new Set(), changedKeys: new Set(), interrupted: false };
    this.#loads.add(underWay);
    try {
      const value = await load(key);
      this.#keep(key, value, underWay);
      return value;
    } finally {
      this.#loads.delete(underWay);
    }
  }

  /** The value if it is in memory and certainly true, without a turn of the microtask queue; undefined otherwise: then `get`. */
  peek(key: K): V | undefined {
    return this.#feed.isLive ? this.#hit(key)?.value : undefined;
  }

  /** Drops the value now, so that whoever has just written reads it. */
  invalidate(key: K): void {
    for (const load of this.#loads) load.changedKeys.add(key);
    this.#drop(key);
  }

  /** Whether answers come from memory at present. */
  get isLive(): boolean {
    return this.#feed.isLive;
  }

  /** Also done by `Database.close`. */
  close(): Promise<void> {
    return this.#feed.close();
  }

  #hit(key: K): Entry<V> | undefined {
    return this.#entries.get(key);
  }

  /** A load that began before a change may have read what was there before it: it is answered, and not kept. */
  #keep(key: K, value: V, load: Load): void {
    const documents = this.options.documentsOf?.(value) ?? [];
    if (load.interrupted || load.changedKeys.has(key) || documents.some((id) => load.changedDocuments.has(id)) || !this.#feed.isLive) return;
    this.#drop(key);
    this.#entries.set(key, { value, documents });
    for (const id of documents) {
      const keys = this.#keysByDocument.get(id);
      if (keys === undefined) this.#keysByDocument.set(id, new Set([key]));
      else keys.add(key);
    }
  }

  #changed(change: Change): void {
    this.options.changed?.(change);
    const keys = this.options.keysOf?.(change) ?? [change.documentId as K];
    for (const load of this.#loads) {
      load.changedDocuments.add(change.documentId);
      for (const key of keys) load.changedKeys.add(key);
    }
    for (const key of keys) this.#drop(key);
    for (const key of this.#keysByDocument.get(change.documentId) ?? []) this.#drop(key);
  }

  #drop(key: K): void {
    const entry = this.#entries.take(key);
    if (entry !== undefined) this.#unlink(key, entry);
  }

  #unlink(key: K, { documents }: Entry<V>): void {
    for (const id of documents) {
      const keys = this.#keysByDocument.get(id);
      keys?.delete(key);
      if (keys?.size === 0) this.#keysByDocument.delete(id);
    }
  }

  #forgetAll(): void {
    this.#entries.clear();
    this.#keysByDocument.clear();
    for (const load of this.#loads) load.interrupted = true;
  }
}
