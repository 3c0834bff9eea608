/** Values by the time at which they are due, soonest first; equal times in the order in which they came. */
export class DueHeap<T> {
  readonly #items: { readonly at: number; readonly order: number; readonly value: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#items.length;
  }

  /** When the soonest is due. */
  get soonest(): number | undefined {
    return this.#items[0]?.at;
  }

  push(at: number, value: T): void {
    this.#items.push({ at, order: this.#order++, value });
    let place = this.#items.length - 1;
    while (place > 0) {
      const parent = (place - 1) >>> 1;
      if (!this.#sooner(place, parent)) break;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** Takes out the soonest if it is due. */
  takeDue(now: number): T | undefined {
    const first = this.#items[0];
    if (!first || first.at > now) return undefined;
    const last = this.#items.pop();
    if (last && this.#items.length > 0) {
      this.#items[0] = last;
      this.#sink();
    }
    return first.value;
  }

  clear(): void {
    this.#items.length = 0;
  }

  #sink(): void {
    for (let place = 0; ;) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      let least = place;
      if (left < this.#items.length && this.#sooner(left, least)) least = left;
      if (right < this.#items.length && this.#sooner(right, least)) least = right;
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #sooner(one: number, other: number): boolean {
    const [a, b] = [this.#items[one], this.#items[other]];
    if (!a || !b) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#items[one], this.#items[other]];
    if (a && b) [this.#items[one], this.#items[other]] = [b, a];
  }
}
