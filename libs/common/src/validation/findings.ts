import type { FieldError } from '@plumbline/problems';

interface Finding {
  readonly code: string;
  readonly message: (...constraints: readonly unknown[]) => string;
}

const say = (code: string, message: string): Finding => ({ code, message: () => message });
const characters = (count: unknown) => `${String(count)} ${count === 1 ? 'character' : 'characters'}`;
const items = (count: unknown) => `${String(count)} ${count === 1 ? 'item' : 'items'}`;

/** What a failed constraint is called and how it is said; the one place for both. The message completes "NAME ...". */
const FINDINGS: Readonly<Record<string, Finding>> = {
  isPresent: say('REQUIRED', 'is required'),
  whitelistValidation: say('UNKNOWN_FIELD', 'is not known'),
  tooDeep: { code: 'TOO_DEEP', message: (limit) => `must not be nested deeper than ${String(limit)} levels` },
  tooMany: { code: 'TOO_MANY_MEMBERS', message: (limit) => `must not hold more than ${String(limit)} members in all` },
  unexpectedFile: say('UNEXPECTED_FILE', 'must be text, not a file'),
  isString: say('TYPE', 'must be text'),
  isWhole: say('TYPE', 'must be a whole number'),
  isDecimalNumber: say('TYPE', 'must be a number'),
  isBoolean: say('TYPE', 'must be true or false'),
  isArray: say('TYPE', 'must be a list'),
  isObject: say('TYPE', 'must be an object'),
  nestedValidation: say('TYPE', 'must be an object'),
  min: { code: 'MIN', message: (min) => `must be at least ${String(min)}` },
  max: { code: 'MAX', message: (max) => `must be at most ${String(max)}` },
  minCodePoints: { code: 'MIN_LENGTH', message: (min) => `must have at least ${characters(min)}` },
  maxCodePoints: { code: 'MAX_LENGTH', message: (max) => `must have at most ${characters(max)}` },
  arrayMinSize: { code: 'MIN_ITEMS', message: (min) => `must have at least ${items(min)}` },
  arrayMaxSize: { code: 'MAX_ITEMS', message: (max) => `must have at most ${items(max)}` },
  isLine: say('CHARACTERS', 'must not contain control characters, line ends or broken Unicode'),
  isProse: say('CHARACTERS', 'must not contain control characters or broken Unicode'),
  isTrimmed: say('BLANKS', 'must not begin or end with a blank'),
  matches: { code: 'PATTERN', message: (pattern) => `must match ${(pattern as RegExp).source}` },
  isIn: { code: 'ENUM', message: (values) => `must be one of ${(values as readonly unknown[]).join(', ')}` },
  isEmail: say('EMAIL', 'must be an e-mail address'),
  isUuid: say('UUID', 'must be a UUID'),
  isInstant: say('INSTANT', 'must be a date and time in UTC, such as 2026-03-14T09:26:53Z'),
  isDay: say('DAY', 'must be a day, such as 2026-03-14'),
  isCountryCode: say('COUNTRY_CODE', 'must be an ISO 3166-1 alpha-2 code in upper case'),
  isE164: say('PHONE', 'must be a telephone number such as +493012345678'),
  isAddress: { code: 'URL', message: (protocols) => `must be an address beginning with ${(protocols as readonly string[]).map((protocol) => `${protocol}//`).join(' or ')}, without credentials` },
};

/**
 * Names and words a failed constraint.
 * @param pointer where, as RFC 6901 says.
 * @param constraint class-validator's name of it.
 * @param otherwise the message of a constraint that the table does not know.
 */
export function finding(pointer: string, constraint: string, constraints: readonly unknown[] = [], otherwise = 'is not valid'): FieldError {
  const found = Object.hasOwn(FINDINGS, constraint) ? FINDINGS[constraint] : undefined;
  return found === undefined ? { pointer, code: 'INVALID', message: otherwise } : { pointer, code: found.code, message: found.message(...constraints) };
}

/** Appends a member's name to a pointer (RFC 6901 section 3); a long name is cut, since the client chose it, and made fit for UTF-8. */
export function pointerTo(parent: string, name: string): string {
  const token = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  return `${parent}/${token.replace(/\p{Cs}/gu, '\ufffd').replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
