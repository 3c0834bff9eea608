export { CountryCode, Day, Decimal, Email, Flag, Instant, ListOf, type ListOptions, Nested, OneOf, Phone, Text, Url, Uuid, Whole } from './fields.js';
export { countryCode, day, decimal, email, flag, instant, oneOf, phone, type RangeOptions, text, type TextOptions, url, uuid, whole } from './scalars.js';
export { fieldsOf } from './declare-field.js';
export { codePoints } from './rules.js';
export type { FieldOptions, FieldSpec, Scalar, Shape } from './shape.js';
