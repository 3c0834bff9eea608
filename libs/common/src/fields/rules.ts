import { isISO31661Alpha2, ValidateBy, type ValidationOptions } from 'class-validator';

/** Rules that class-validator lacks, written as class-validator constraints so that its own pipe runs them, too. */
type Rule<A extends readonly unknown[]> = (...args: [...A, ValidationOptions?]) => PropertyDecorator;

function rule<A extends readonly unknown[]>(name: string, test: (value: unknown, ...args: A) => boolean): Rule<A> {
  return (...args) => {
    const constraints = args.slice(0, test.length - 1) as unknown as A;
    const options = args[test.length - 1] as ValidationOptions | undefined;
    return ValidateBy({ name, constraints: [...constraints], validator: { validate: (value) => test(value, ...constraints) } }, options);
  };
}

const textual = (test: (value: string) => boolean) => (value: unknown) => typeof value === 'string' && test(value);

/** A length in code points, as JSON Schema counts: a letter outside the basic plane is one, not two (RFC 8259 section 7, JSON Schema `maxLength`). */
export function codePoints(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length - 1; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff && text.charCodeAt(i + 1) >= 0xdc00 && text.charCodeAt(i + 1) <= 0xdfff) {
      length -= 1;
      i += 1;
    }
  }
  return length;
}

export const MinCodePoints = rule('minCodePoints', (value: unknown, min: number) => typeof value === 'string' && (value.length >= 2 * min || codePoints(value) >= min));
export const MaxCodePoints = rule('maxCodePoints', (value: unknown, max: number) => typeof value === 'string' && (value.length <= max || (value.length <= 2 * max && codePoints(value) <= max)));

/** Neither control characters (NUL, line ends, C1) nor halves of surrogate pairs, which no UTF-8 can carry. */
export const IsLine = rule('isLine', textual((value) => !/[\p{Cc}\p{Cs}]/u.test(value)));
/** As a line, but tabs and line ends may stand in it. */
export const IsProse = rule('isProse', textual((value) => !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(value)));
export const IsTrimmed = rule('isTrimmed', textual((value) => value.length === value.trim().length));

/** A whole number that JSON, JavaScript and MongoDB all hold exactly; -0 is none, since it does not survive its own text. */
export const IsWhole = rule('isWhole', (value: unknown) => Number.isSafeInteger(value) && !Object.is(value, -0));
export const IsDecimalNumber = rule('isDecimalNumber', (value: unknown) => Number.isFinite(value) && !Object.is(value, -0));

function isRealDay(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

/** RFC 3339 section 5.6 `full-date`. */
export const IsDay = rule('isDay', textual((value) => /^\d{4}-\d\d-\d\d$/.test(value) && isRealDay(value)));
/** RFC 3339 section 5.6 `date-time` in UTC: `Z`, up to nine digits of a second, no leap second (JavaScript has none). */
export const IsInstant = rule('isInstant', textual((value) => /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/.test(value) && isRealDay(value)));

/** ISO 3166-1 alpha-2 in upper case; class-validator's own rule takes lower case, too. */
export const IsCountryCode = rule('isCountryCode', textual((value) => /^[A-Z]{2}$/.test(value) && isISO31661Alpha2(value)));
/** ITU-T E.164: a plus, the country code, at most 15 digits. */
export const IsE164 = rule('isE164', textual((value) => /^\+[1-9]\d{6,14}$/.test(value)));

function isAddress(value: string, protocols: readonly string[]): boolean {
  const parsed = /[\s\\]/.test(value) ? null : URL.parse(value);
  return parsed !== null && protocols.includes(parsed.protocol) && value.startsWith(`${parsed.protocol}//`) && parsed.hostname !== '' && parsed.username === '' && parsed.password === '';
}

/** An absolute WHATWG URL with a host, without credentials. */
export const IsAddress = rule('isAddress', (value: unknown, protocols: readonly string[]) => typeof value === 'string' && isAddress(value, protocols));
