import { invalid, missingParameter } from '../errors.ts';
import type { Field, Fields } from './form.ts';

export type Metadata = Readonly<Record<string, string>>;

/** Reads the parameters of a request; each reading refuses what Stripe refuses, in its words. */
export class Params {
  readonly fields: Fields;
  readonly #prefix: string;

  constructor(fields: Fields, prefix = '') {
    this.fields = fields;
    this.#prefix = prefix;
  }

  /** The parameter's full name, as an error carries it: `shipping[name]`. */
  nameOf(name: string): string {
    return this.#prefix === '' ? name : `${this.#prefix}[${name}]`;
  }

  has(name: string): boolean {
    return this.fields[name] !== undefined;
  }

  /** @returns undefined when absent; empty when it is to be unset */
  text(name: string, maxLength = 5000): string | undefined {
    const value = this.fields[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw invalid(`Invalid string: ${JSON.stringify(value)}`, this.nameOf(name));
    if (value.length > maxLength) throw invalid(`Invalid string: ${value.slice(0, 10)}...; must be at most ${maxLength} characters`, this.nameOf(name));
    return value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missingParameter(this.nameOf(name));
    if (value === '') throw invalid(`You passed an empty string for '${this.nameOf(name)}'. We assume empty values are an attempt to unset a parameter; however '${this.nameOf(name)}' cannot be unset. You should remove '${this.nameOf(name)}' from your request or supply a non-empty value.`, this.nameOf(name), 'parameter_invalid_empty');
    return value;
  }

  /** What stands in an object after an update: unchanged when absent, null when unset. */
  updated(name: string, current: string | null): string | null {
    const value = this.text(name);
    return value === undefined ? current : value === '' ? null : value;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) throw invalid(`Invalid integer: ${value}`, this.nameOf(name), 'parameter_invalid_integer');
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (value !== 'true' && value !== 'false') throw invalid(`Invalid boolean: ${value}`, this.nameOf(name));
    return value === 'true';
  }

  choice<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    const known = allowed.find((each) => each === value);
    if (known === undefined) throw invalid(`Invalid ${this.nameOf(name)}: must be one of ${allowed.slice(0, -1).join(', ')}, or ${String(allowed.at(-1))}`, this.nameOf(name));
    return known;
  }

  group(name: string): Params | undefined {
    const value = this.fields[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string' || Array.isArray(value)) throw invalid('Invalid object', this.nameOf(name));
    return new Params(value, this.nameOf(name));
  }

  texts(name: string): string[] | undefined {
    const value = this.fields[name];
    if (value === undefined) return undefined;
    if (value === '') return [];
    if (!Array.isArray(value)) throw invalid('Invalid array', this.nameOf(name));
    return value.map((each) => {
      if (typeof each !== 'string') throw invalid('Invalid array', this.nameOf(name));
      return each;
    });
  }

  /**
   * Metadata after this request: at most 50 keys of 40 characters with values of 500; an empty value unsets its key, an empty `metadata` all.
   * @param current what stands there
   */
  metadata(current: Metadata = {}): Metadata {
    const given: Field | undefined = this.fields['metadata'];
    if (given === undefined) return current;
    if (given === '') return {};
    if (typeof given === 'string') throw invalid('Invalid object', this.nameOf('metadata'));
    const merged: Record<string, string> = { ...current };
    for (const [key, value] of Object.entries(given)) {
      const param = `${this.nameOf('metadata')}[${key}]`;
      if (typeof value !== 'string') throw invalid(`Metadata values must be strings, but got a value that is not for key '${key.slice(0, 40)}'.`, param);
      if (key.length > 40) throw invalid(`Metadata keys can have up to 40 characters: ${key.slice(0, 40)}... is ${key.length} characters.`, this.nameOf('metadata'));
      if (value.length > 500) throw invalid(`Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters. Invalid value: ${value.slice(0, 20)}...`, param);
      if (value === '') Reflect.deleteProperty(merged, key);
      else merged[key] = value;
    }
    if (Object.keys(merged).length > 50) throw invalid('Metadata can have up to 50 keys.', this.nameOf('metadata'));
    return merged;
  }
}
