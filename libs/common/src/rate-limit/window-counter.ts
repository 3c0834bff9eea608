import { randomInt } from 'node:crypto';
import { HitCounts } from './hit-counts.js';
import { allow, refuse, type Limit, type MonotonicClock, type Verdict } from './limit.js';
import { roomLeft, waitForRoom } from './sliding-window.js';

/** Keys that a window counts each by itself, and keys that can be blocked at a time. */
const MAX_KEYS = 50_000;

/**
 * Counts one limit in this process: two generations of counts, this window and the one before, and a turn instead of any
 * eviction. O(1) a hit, no timer. A refused hit is not counted, so that who waits as long as told is allowed.
 */
export class WindowCounter {
  private readonly windowMs: number;
  private readonly seed = randomInt(0x7fffffff);
  private startedAt: number;
  private current: HitCounts;
  private previous: HitCounts;
  private readonly blockedUntil = new Map<string, number>();
  private sweptAt = 0;

  constructor(
    private readonly limit: Limit,
    private readonly clock: MonotonicClock,
    private readonly maxKeys = MAX_KEYS,
  ) {
    this.windowMs = limit.windowSeconds * 1000;
    this.startedAt = Math.floor(clock());
    this.current = this.noCounts();
    this.previous = this.noCounts();
  }

  /** Counts a hit where it is allowed. */
  hit(key: string): Verdict {
    return this.judge(key, true);
  }

  /** What `hit` would find, without counting; `remaining` includes the hit that was not made. */
  peek(key: string): Verdict {
    return this.judge(key, false);
  }

  /**
   * Refuses the key for the limit's `blockSeconds`, after which it starts anew. When as many keys as there is room for
   * are blocked already, the key keeps its counts instead: it stays limited by the window.
   */
  block(key: string): void {
    const now = this.turn();
    if (this.blockedUntil.size >= this.maxKeys) this.sweepBlocks(now);
    if (this.blockedUntil.size >= this.maxKeys) return;
    this.forgetCounts(key);
    this.blockedUntil.set(key, now + this.limit.blockSeconds * 1000);
  }

  /** Forgets the key: no hits, no block. */
  clear(key: string): void {
    this.forgetCounts(key);
    this.blockedUntil.delete(key);
  }

  /** Keys held in memory, each with its own entry; at most 3 x `maxKeys`. */
  get size(): number {
    return this.current.size + this.previous.size + this.blockedUntil.size;
  }

  private judge(key: string, counts: boolean): Verdict {
    const now = this.turn();
    const blocked = this.blockLeft(key, now);
    if (blocked > 0) return refuse(blocked);
    const { windowMs } = this;
    const elapsed = now - this.startedAt;
    const count = this.current.get(key);
    const before = this.previous.get(key);
    const room = roomLeft(this.limit.quota, windowMs, before, count, elapsed);
    if (room < windowMs) {
      if (!counts || this.limit.blockSeconds === 0) return refuse(waitForRoom(this.limit.quota, windowMs, before, count, elapsed));
      this.block(key);
      return refuse(this.limit.blockSeconds * 1000);
    }
    if (counts) this.current.add(key, count);
    return allow(Math.floor(room / windowMs) - (counts ? 1 : 0), windowMs - elapsed);
  }

  private noCounts(): HitCounts {
    return new HitCounts(this.maxKeys, this.seed);
  }

  private forgetCounts(key: string): void {
    this.current.delete(key);
    this.previous.delete(key);
  }

  /** Starts the next window when this one is over. @returns the time, whole ms. */
  private turn(): number {
    const now = Math.floor(this.clock());
    const windows = Math.floor((now - this.startedAt) / this.windowMs);
    if (windows > 0) {
      this.previous = windows === 1 ? this.current : this.noCounts();
      this.current = this.noCounts();
      this.startedAt += windows * this.windowMs;
    }
    return now;
  }

  private blockLeft(key: string, now: number): number {
    if (this.blockedUntil.size === 0) return 0;
    const until = this.blockedUntil.get(key);
    if (until === undefined) return 0;
    if (until > now) return until - now;
    this.blockedUntil.delete(key);
    return 0;
  }

  /** At most once a second, so that a flood of blocked keys does not make every hit walk them all. */
  private sweepBlocks(now: number): void {
    if (now - this.sweptAt < 1000) return;
    this.sweptAt = now;
    for (const [key, until] of this.blockedUntil) if (until <= now) this.blockedUntil.delete(key);
  }
}
