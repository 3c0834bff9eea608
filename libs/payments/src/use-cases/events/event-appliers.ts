import type { EventApplier } from './event-applier.js';

/** The one table of what is done about which event. */
export class EventAppliers {
  readonly #byType = new Map<string, EventApplier>();

  /** @throws Error when two want the same type. */
  constructor(appliers: readonly EventApplier[]) {
    for (const applier of appliers) {
      for (const type of applier.types) {
        if (this.#byType.has(type)) throw new Error(`Two appliers want events of the type \`${type}\`.`);
        this.#byType.set(type, applier);
      }
    }
  }

  /** undefined: events of this type mean nothing here. */
  of(type: string): EventApplier | undefined {
    return this.#byType.get(type);
  }

  get types(): readonly string[] {
    return [...this.#byType.keys()];
  }
}
