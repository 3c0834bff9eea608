import type { Type } from '@nestjs/common';
import { Type as Instantiate } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { declareField } from './declare-field.js';
import { countryCode, day, decimal, email, flag, instant, oneOf, phone, type RangeOptions, text, type TextOptions, url, uuid, whole } from './scalars.js';
import type { FieldOptions, Scalar } from './shape.js';

function scalarField(scalar: Scalar, options: FieldOptions): PropertyDecorator {
  const example = options.example ?? options.default ?? scalar.example;
  return declareField(scalar.shape, scalar.schema, scalar.rules(false), { ...options, ...(example === undefined ? {} : { example }) });
}

/** A field of `text`. */
export const Text = (options: TextOptions & FieldOptions) => scalarField(text(options), options);
/** A field of `email`. */
export const Email = (options: FieldOptions = {}) => scalarField(email(), options);
/** A field of `uuid`. */
export const Uuid = (options: FieldOptions = {}) => scalarField(uuid(), options);
/** A field of `oneOf`. */
export const OneOf = (values: readonly string[], options: FieldOptions = {}) => scalarField(oneOf(values), options);
/** A field of `whole`. */
export const Whole = (options: RangeOptions & FieldOptions) => scalarField(whole(options), options);
/** A field of `decimal`. */
export const Decimal = (options: RangeOptions & FieldOptions) => scalarField(decimal(options), options);
/** A field of `flag`. */
export const Flag = (options: FieldOptions = {}) => scalarField(flag(), options);
/** A field of `instant`. */
export const Instant = (options: FieldOptions = {}) => scalarField(instant(), options);
/** A field of `day`. */
export const Day = (options: FieldOptions = {}) => scalarField(day(), options);
/** A field of `countryCode`. */
export const CountryCode = (options: FieldOptions = {}) => scalarField(countryCode(), options);
/** A field of `url`. */
export const Url = (options: { readonly protocols?: readonly string[] } & FieldOptions = {}) => scalarField(url(options), options);
/** A field of `phone`. */
export const Phone = (options: FieldOptions = {}) => scalarField(phone(), options);

/** An object of a declared class. @param of lazy, so that files may refer to each other. */
export function Nested(of: () => Type, options: FieldOptions = {}): PropertyDecorator {
  return declareField({ kind: 'object', of }, { type: () => of() }, [IsObject(), ValidateNested(), Instantiate(of)], options);
}

/** How many items a list holds; `min` is 0 unless said. */
export interface ListOptions {
  readonly min?: number;
  readonly max: number;
}

/**
 * A list of scalars (`ListOf(uuid(), { max: 20 })`) or of a declared class (`ListOf(() => Answer, { min: 1, max: 40 })`).
 */
export function ListOf(item: Scalar | (() => Type), options: ListOptions & FieldOptions): PropertyDecorator {
  const { min = 0, max } = options;
  const size = [IsArray(), ArrayMinSize(min), ArrayMaxSize(max)];
  if (typeof item === 'function') {
    const schema = { type: () => item(), isArray: true, minItems: min, maxItems: max };
    return declareField({ kind: 'list', item: { kind: 'object', of: item }, max }, schema, [...size, IsObject({ each: true }), ValidateNested({ each: true }), Instantiate(item)], options);
  }
  const schema = { type: 'array', items: item.schema, minItems: min, maxItems: max };
  return declareField({ kind: 'list', item: item.shape, max }, schema, [...size, ...item.rules(true)], options);
}
