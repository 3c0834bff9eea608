/** Keeps the last bytes of a stream. */
export class Tail {
  readonly #kept: Buffer;
  #length = 0;

  /** @param capacity how many, > 0. */
  constructor(capacity: number) {
    this.#kept = Buffer.allocUnsafeSlow(capacity);
  }

  take(bytes: Buffer): void {
    const capacity = this.#kept.length;
    const added = bytes.length > capacity ? bytes.subarray(bytes.length - capacity) : bytes;
    const staying = Math.min(this.#length, capacity - added.length);
    this.#kept.copyWithin(0, this.#length - staying, this.#length);
    this.#kept.set(added, staying);
    this.#length = staying + added.length;
  }

  /** All that is kept; valid until the next `take`. */
  get bytes(): Buffer {
    return this.#kept.subarray(0, this.#length);
  }
}
