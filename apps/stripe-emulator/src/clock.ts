export const DAY_MS = 86_400_000;

/** The emulator's time: the machine's, moved forward on demand. It never goes back, so creation times are ordered as creations are. */
export class Clock {
  #offsetMs = 0;

  /** @returns milliseconds since 1970 */
  now(): number {
    return Date.now() + this.#offsetMs;
  }

  /** @returns seconds since 1970, as Stripe's objects carry them */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  set offsetMs(value: number) {
    this.#offsetMs = value;
  }
}
