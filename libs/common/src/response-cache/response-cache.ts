import { BoundedMap, type Database, type DocumentChange, LiveCache } from '@plumbline/database';
import { PreparedAnswer } from '../http/index.js';
import type { SharedRedis } from '../redis/index.js';
import { sourceMeter } from './cache-metrics.js';
import type { MadeAnswer } from './made-answer.js';
import { SharedAnswers } from './shared-answers.js';

/** What a cache holds. */
export interface ResponseCacheOptions {
  /** Names it in Redis and in the metrics. */
  readonly name: string;
  /** The collection whose documents the answers are made of. */
  readonly collection: string;
  /** Answers that are kept at least while all are in use; at most twice as many are held. */
  readonly capacity: number;
}

interface Kept {
  readonly answer: PreparedAnswer;
  readonly documentId: string;
  /** ms since 1970. */
  readonly until: number;
}

/** "There is none" is believed for this long, in ms, and never beyond the next insert that this process hears of. */
const ABSENT_MS = 2_000;
/** Apart from the answers, so that whoever tries keys at random drives none out. */
const ABSENT_CAPACITY = 1_000;

/**
 * Public answers that are the same for everybody: prepared once, kept in this process and, where there is one, in Redis. A change stream
 * drops what a write of any process made stale (within milliseconds as a rule); while the stream is not live each question goes to the
 * database. Of many who ask at once for what is not there, one loads it.
 */
export class ResponseCache {
  readonly #answers: LiveCache<string, Kept | undefined>;
  readonly #absent = new BoundedMap<string, number>(ABSENT_CAPACITY);
  readonly #loading = new Map<string, Promise<Kept | undefined>>();
  readonly #shared: SharedAnswers | undefined;
  readonly #count: ReturnType<typeof sourceMeter>;
  readonly #now: () => number;
  #inserts = 0;

  constructor(database: Database, { connection }: SharedRedis, { name, collection, capacity }: ResponseCacheOptions) {
    this.#now = () => database.clock.now().getTime();
    this.#count = sourceMeter(name);
    this.#shared = connection === undefined ? undefined : new SharedAnswers(connection, name, this.#now);
    this.#answers = new LiveCache<string, Kept | undefined>(database, {
      collection,
      capacity,
      keysOf: () => [],
      documentsOf: (kept) => (kept === undefined ? [] : [kept.documentId]),
      changed: (change) => this.#changed(change),
    });
  }

  /**
   * The answer of `key`.
   * @param load makes it of what the primary says; undefined when there is nothing to answer. Its failures are the caller's.
   * @returns undefined when there is none.
   */
  async get(key: string, load: () => Promise<MadeAnswer | undefined>): Promise<PreparedAnswer | undefined> {
    const kept = this.#answers.peek(key);
    if (kept !== undefined && kept.until > this.#now()) {
      this.#count('process');
      return kept.answer;
    }
    if (kept !== undefined) this.#answers.invalidate(key);
    if (this.#isAbsent(key)) {
      this.#count('absent');
      return undefined;
    }
    return (await this.#join(key, load))?.answer;
  }

  /**
   * Drops what the caller's own write made stale, so that it reads what it wrote; the other processes are told by the change stream.
   * @param keys under which answers of the document stand.
   */
  forget(documentId: string, version: number, keys: readonly string[]): void {
    for (const key of keys) {
      this.#answers.invalidate(key);
      this.#absent.take(key);
    }
    this.#loading.clear();
    this.#shared?.changed(documentId, version);
  }

  /** Whether answers come from memory at present. */
  get isLive(): boolean {
    return this.#answers.isLive;
  }

  #isAbsent(key: string): boolean {
    const until = this.#absent.get(key);
    return until !== undefined && until > this.#now();
  }

  #join(key: string, load: () => Promise<MadeAnswer | undefined>): Promise<Kept | undefined> {
    const underWay = this.#loading.get(key);
    if (underWay !== undefined) {
      this.#count('joined');
      return underWay;
    }
    const loading = this.#load(key, load).finally(() => {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    });
    this.#loading.set(key, loading);
    return loading;
  }

  async #load(key: string, load: () => Promise<MadeAnswer | undefined>): Promise<Kept | undefined> {
    const { isLive } = this;
    const inserts = this.#inserts;
    const kept = await this.#answers.get(key, async () => (isLive ? await this.#fromOthers(key) : undefined) ?? (await this.#make(key, load)));
    if (kept === undefined) {
      this.#answers.invalidate(key);
      if (isLive && inserts === this.#inserts) this.#absent.set(key, this.#now() + ABSENT_MS);
    }
    return kept;
  }

  /** What another process made; not kept beyond its life in Redis, so that a change that Redis was never told of is over here by then, too. */
  async #fromOthers(key: string): Promise<Kept | undefined> {
    const found = await this.#shared?.get(key);
    if (found === undefined) return undefined;
    const kept = keep(found.made, found.leavesAt);
    if (kept.until <= this.#now()) return undefined;
    this.#count('redis');
    return kept;
  }

  async #make(key: string, load: () => Promise<MadeAnswer | undefined>): Promise<Kept | undefined> {
    const made = await load();
    this.#count('database');
    if (made === undefined) return undefined;
    this.#shared?.put(key, made);
    return keep(made, Infinity);
  }

  /** Whoever asks from now on does not join a load that may have read what was there before. */
  #changed({ kind, documentId, document, updated }: DocumentChange): void {
    this.#loading.clear();
    if (kind === 'insert') {
      this.#inserts += 1;
      this.#absent.clear();
    }
    const version = kind === 'delete' ? Number.MAX_SAFE_INTEGER : (document ?? updated)?.['v'];
    if (typeof version === 'number' && kind !== 'insert') this.#shared?.changed(documentId, version);
  }
}

function keep({ text, documentId, until, ...form }: MadeAnswer, leavesAt: number): Kept {
  return { answer: new PreparedAnswer(text, form), documentId, until: Math.min(until?.getTime() ?? Infinity, leavesAt) };
}
