/** A power of two, so that a hash is cut to a slot by a mask. */
const SLOTS = 65_536;

/** Taken out of the global once: in a vm context, where Jest runs, each look-up of a global costs a microsecond. */
const { imul } = Math;

/**
 * Hits of one window by key, bounded in memory and never forgetting one. The first `maxKeys` keys are counted each by
 * itself; in a flood, all later keys share slots by a hash. A shared slot can only count too many, so that no flood of
 * invented keys lifts a limit; evicting keys would (and evicting from the head of a large Map costs 50 times a hit).
 */
export class HitCounts {
  private readonly own = new Map<string, number>();
  private shared: Uint32Array | undefined;

  /**
   * @param maxKeys keys counted each by itself.
   * @param seed of the hash, secret, so that nobody can aim at the slot of somebody else.
   */
  constructor(
    private readonly maxKeys: number,
    private readonly seed: number,
  ) {}

  get(key: string): number {
    return this.own.get(key) ?? (this.shared === undefined ? 0 : (this.shared[this.slotOf(key)] as number));
  }

  /** @param count what `get` answered for the key. */
  add(key: string, count: number): void {
    if (this.own.size < this.maxKeys && this.shared === undefined) {
      this.own.set(key, count + 1);
    } else if (this.own.has(key)) {
      this.own.set(key, count + 1);
    } else {
      this.shared ??= new Uint32Array(SLOTS);
      this.shared[this.slotOf(key)] = count + 1;
    }
  }

  /** Forgets a key that is counted by itself; a shared slot stays, since it belongs to others, too. */
  delete(key: string): void {
    this.own.delete(key);
  }

  /** Keys counted each by itself. */
  get size(): number {
    return this.own.size;
  }

  private slotOf(key: string): number {
    let hash = this.seed;
    for (let index = 0; index < key.length; index += 1) {
      hash = imul(hash ^ key.charCodeAt(index), 0x5bd1e995);
      hash ^= hash >>> 15;
    }
    return hash & (SLOTS - 1);
  }
}
