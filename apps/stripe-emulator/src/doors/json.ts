/** What was sent to a door cannot be meant. */
export class BadDoorRequest extends Error {}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads the body of a door's request field by field, and refuses fields that it does not know. */
export class DoorBody {
  readonly #value: JsonObject;

  constructor(value: unknown, known: readonly string[]) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadDoorRequest('The body must be a JSON object.');
    const unknown = Object.keys(value).find((name) => !known.includes(name));
    if (unknown !== undefined) throw new BadDoorRequest(`There is no field ${unknown}; the fields are ${known.join(', ')}.`);
    this.#value = value as JsonObject;
  }

  has(name: string): boolean {
    return this.#value[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.#value[name];
  }

  number(name: string, fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}): number {
    const value = this.#value[name] ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) throw new BadDoorRequest(`${name} must be a number from ${min} to ${max}.`);
    return value;
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.#value[name] ?? fallback;
    if (typeof value !== 'boolean') throw new BadDoorRequest(`${name} must be true or false.`);
    return value;
  }

  text(name: string, fallback?: string): string {
    const value = this.#value[name] ?? fallback;
    if (typeof value !== 'string') throw new BadDoorRequest(`${name} must be a text.`);
    return value;
  }

  choice<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.#value[name];
    const known = allowed.find((each) => each === value);
    if (known === undefined) throw new BadDoorRequest(`${name} must be one of ${allowed.join(', ')}.`);
    return known;
  }

  texts(name: string): string[] {
    const value = this.#value[name] ?? [];
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string')) throw new BadDoorRequest(`${name} must be a list of texts.`);
    return value as string[];
  }
}
