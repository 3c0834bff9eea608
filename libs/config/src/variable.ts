/** Thrown by a parser; the message completes "NAME ...". */
export class InvalidValue extends Error {}

/** One environment variable: what it is for, and how its text becomes a value. */
export interface Variable<T> {
  /** One or two sentences for `.env.example` and the docs. */
  readonly doc: string;
  readonly group: string;
  /** Shown in `.env.example`; never a working secret. */
  readonly example: string;
  readonly secret: boolean;
  /** Used when the variable is unset or empty; a variable without one is required. */
  readonly fallback?: () => T;
  /** @throws InvalidValue with the rest of a sentence that begins with the variable's name. */
  readonly parse: (text: string) => T;
}

type Options<T> = { doc: string; group: string; example?: string; secret?: boolean; fallback?: () => T };

function variable<T>(options: Options<T>, parse: (text: string) => T): Variable<T> {
  const { fallback, example = '', secret = false, ...rest } = options;
  return { ...rest, example, secret, parse, ...(fallback === undefined ? {} : { fallback }) };
}

export const text = (options: Options<string>) => variable(options, (value) => value);

export const parsed = (parse: (text: string) => string, options: Options<string>) => variable(options, parse);

export const optional = <T>(inner: Variable<T>): Variable<T | undefined> => ({ ...inner, fallback: () => undefined });

export const oneOf = <const V extends readonly string[]>(values: V, options: Options<V[number]>) =>
  variable<V[number]>(options, (value) => {
    if (!values.includes(value)) throw new InvalidValue(`must be one of ${values.join(', ')}`);
    return value;
  });

export const whole = (min: number, max: number, options: Options<number>) =>
  variable(options, (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) throw new InvalidValue(`must be a whole number from ${min} to ${max}`);
    return number;
  });

export const flag = (options: Options<boolean>) =>
  variable(options, (value) => {
    if (value !== 'true' && value !== 'false') throw new InvalidValue('must be true or false');
    return value === 'true';
  });

export const url = (protocols: readonly string[], options: Options<string>) =>
  variable(options, (value) => {
    const parsed = URL.parse(value);
    if (parsed === null || !protocols.includes(parsed.protocol)) {
      throw new InvalidValue(`must be a URL beginning with ${protocols.map((p) => `${p}//`).join(' or ')}`);
    }
    return value.replace(/\/$/, '');
  });

/** A MongoDB connection string may name several hosts, which is not a URL in the sense of `URL`. */
export const mongoUri = (options: Options<string>) =>
  variable(options, (value) => {
    if (!/^mongodb(\+srv)?:\/\/[^/\s]+/.test(value)) throw new InvalidValue('must begin with mongodb:// or mongodb+srv:// and name a host');
    return value;
  });

export const list = (item: (text: string) => string, options: Options<readonly string[]>) =>
  variable<readonly string[]>(options, (value) => value.split(',').map((part) => item(part.trim())));

/** A key of 32 bytes with the id under which it is referred to. */
export interface NamedKey {
  readonly id: string;
  readonly bytes: Buffer;
}

function keyBytes(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length !== 32) throw new InvalidValue('must hold 32 bytes in base64; make one with: openssl rand -base64 32');
  if (bytes.every((byte) => byte === bytes[0])) throw new InvalidValue('is not random; make one with: openssl rand -base64 32');
  return bytes;
}

export const key = (options: Options<Buffer>) => variable({ ...options, secret: true }, keyBytes);

/** `id:base64,id:base64`; the first one is used for new work, the others still read old work. */
export const keyRing = (options: Options<readonly NamedKey[]>) =>
  variable<readonly NamedKey[]>({ ...options, secret: true }, (value) => {
    const keys = value.split(',').map((part) => {
      const match = /^([A-Za-z0-9_-]{1,16}):(.+)$/.exec(part.trim());
      if (match === null) throw new InvalidValue('must be a list of id:base64 pairs, comma-separated, an id being 1 to 16 letters or digits');
      return { id: match[1] as string, bytes: keyBytes(match[2] as string) };
    });
    if (new Set(keys.map(({ id }) => id)).size !== keys.length) throw new InvalidValue('names the same key id twice');
    return keys;
  });
