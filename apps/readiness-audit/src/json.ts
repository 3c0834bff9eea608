/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether something is an object of JSON: neither null nor a list. */
export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name as a part of a JSON pointer. RFC 6901 section 3. */
export const escapedPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
