import { IsBoolean, IsEmail, IsIn, IsString, IsUUID, Matches, Max, Min } from 'class-validator';
import { IsAddress, IsCountryCode, IsDay, IsDecimalNumber, IsE164, IsInstant, IsLine, IsProse, IsTrimmed, IsWhole, MaxCodePoints, MinCodePoints } from './rules.js';
import type { Scalar, Shape } from './shape.js';

/** A line has no control characters; said without \p{}, which many OpenAPI tools do not know. */
const LINE_PATTERN = '^[^\\u0000-\\u001F\\u007F-\\u009F]*$';
const PROSE_PATTERN = '^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]*$';
const STRING: Shape = { kind: 'string' };

/** Lengths are in code points. */
export interface TextOptions {
  /** Least length; 1 unless said. */
  readonly min?: number;
  /** Most length. */
  readonly max: number;
  /** Anchored at both ends, without flags, so that OpenAPI can show it. */
  readonly pattern?: RegExp;
  /** OpenAPI `format`; documentation only. */
  readonly format?: string;
  /** Refuses blanks at either end. */
  readonly trimmed?: true;
  /** Allows tabs and line ends. */
  readonly multiline?: true;
}

/** A string of bounded length without control characters. @throws Error when the pattern is not anchored or has flags. */
export function text({ min = 1, max, pattern, format, trimmed, multiline }: TextOptions): Scalar {
  if (pattern !== undefined && (!/^\^.*\$$/s.test(pattern.source) || pattern.flags !== '')) throw new Error(`The pattern ${pattern} must begin with ^, end with $ and have no flags.`);
  return {
    shape: STRING,
    schema: { type: 'string', minLength: min, maxLength: max, pattern: pattern?.source ?? (multiline ? PROSE_PATTERN : LINE_PATTERN), ...(format === undefined ? {} : { format }) },
    example: undefined,
    rules: (each) => [
      IsString({ each }), MinCodePoints(min, { each }), MaxCodePoints(max, { each }), multiline ? IsProse({ each }) : IsLine({ each }),
      ...(trimmed ? [IsTrimmed({ each })] : []),
      ...(pattern === undefined ? [] : [Matches(pattern, { each })]),
    ],
  };
}

/** An address as class-validator's isEmail understands it, at most 254 characters (RFC 5321 section 4.5.3.1.3). */
export const email = (): Scalar => ({
  shape: STRING,
  schema: { type: 'string', format: 'email', minLength: 3, maxLength: 254 },
  example: 'ada@example.org',
  rules: (each) => [IsString({ each }), MaxCodePoints(254, { each }), IsEmail({}, { each })],
});

/** A UUID of any version (RFC 9562); ids are opaque, an unknown one is 404. */
export const uuid = (): Scalar => ({
  shape: STRING,
  schema: { type: 'string', format: 'uuid', minLength: 36, maxLength: 36 },
  example: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90',
  rules: (each) => [IsString({ each }), IsUUID('all', { each })],
});

/** One of some words. @param values at least one. */
export const oneOf = (values: readonly string[]): Scalar => ({
  shape: STRING,
  schema: { type: 'string', enum: [...values] },
  example: values[0],
  rules: (each) => [IsString({ each }), IsIn([...values], { each })],
});

/** A range, both ends in it. */
export interface RangeOptions {
  readonly min: number;
  readonly max: number;
}

/** A whole number; both ends of the range must be safe integers. */
export const whole = ({ min, max }: RangeOptions): Scalar => ({
  shape: { kind: 'integer' },
  schema: { type: 'integer', format: min >= -(2 ** 31) && max < 2 ** 31 ? 'int32' : 'int64', minimum: min, maximum: max },
  example: undefined,
  rules: (each) => [IsWhole({ each }), Min(min, { each }), Max(max, { each })],
});

/** A number that may have a fraction: scores and shares, never money. */
export const decimal = ({ min, max }: RangeOptions): Scalar => ({
  shape: { kind: 'number' },
  schema: { type: 'number', format: 'double', minimum: min, maximum: max },
  example: undefined,
  rules: (each) => [IsDecimalNumber({ each }), Min(min, { each }), Max(max, { each })],
});

/** true or false. */
export const flag = (): Scalar => ({
  shape: { kind: 'boolean' },
  schema: { type: 'boolean' },
  example: undefined,
  rules: (each) => [IsBoolean({ each })],
});

/** A moment in UTC (RFC 3339 `date-time` ending in Z). */
export const instant = (): Scalar => ({
  shape: STRING,
  schema: { type: 'string', format: 'date-time', minLength: 20, maxLength: 30 },
  example: '2026-03-14T09:26:53.589Z',
  rules: (each) => [IsString({ each }), IsInstant({ each })],
});

/** A calendar day (RFC 3339 `full-date`). */
export const day = (): Scalar => ({
  shape: STRING,
  schema: { type: 'string', format: 'date', minLength: 10, maxLength: 10 },
  example: '2026-03-14',
  rules: (each) => [IsString({ each }), IsDay({ each })],
});

/** ISO 3166-1 alpha-2, upper case. */
export const countryCode = (): Scalar => ({
  shape: STRING,
  schema: { type: 'string', pattern: '^[A-Z]{2}$', minLength: 2, maxLength: 2 },
  example: 'DE',
  rules: (each) => [IsString({ each }), IsCountryCode({ each })],
});

/** An absolute URL, at most 2,048 characters. @param protocols with their colon; https only unless said. */
export const url = ({ protocols = ['https:'] }: { readonly protocols?: readonly string[] } = {}): Scalar => ({
  shape: STRING,
  schema: { type: 'string', format: 'uri', minLength: 8, maxLength: 2048 },
  example: `${protocols[0]}//www.example.org/`,
  rules: (each) => [IsString({ each }), MaxCodePoints(2048, { each }), IsLine({ each }), IsAddress(protocols, { each })],
});

/** A telephone number in E.164. */
export const phone = (): Scalar => ({
  shape: STRING,
  schema: { type: 'string', pattern: '^\\+[1-9]\\d{6,14}$', minLength: 8, maxLength: 16 },
  example: '+493012345678',
  rules: (each) => [IsString({ each }), IsE164({ each })],
});
