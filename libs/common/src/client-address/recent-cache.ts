/** A bounded cache: two generations, the older one dropped whole when the younger is full. Values in use survive. */
export class RecentCache<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  /** @param maxPerGeneration entries, >= 1; at most twice as many are held. */
  constructor(private readonly maxPerGeneration: number) {}

  get(key: string): V | undefined {
    const value = this.young.get(key);
    if (value !== undefined) return value;
    const older = this.old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: V): void {
    if (this.young.size >= this.maxPerGeneration) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  get size(): number {
    return this.young.size + this.old.size;
  }
}
