import type { Type } from '@nestjs/common';
import { fieldsOf, type FieldSpec, type Shape } from '../fields/index.js';

type Members = Readonly<Record<string, unknown>>;

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Forms and queries are read into objects without a prototype; what is not declared is refused later, but must be fit to be looked at. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return isMembers(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)])) : value;
}

function coerceText(text: string, shape: Shape): unknown {
  switch (shape.kind) {
    case 'integer':
      return /^(?:0|-?[1-9]\d{0,15})$/.test(text) ? Number(text) : text;
    case 'number':
      return /^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,17})?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'list':
      return text === '' ? [] : shape.item.kind === 'object' ? text : [coerceText(text, shape.item)];
    default:
      return text;
  }
}

function coerceValue(value: unknown, shape: Shape): unknown {
  if (typeof value === 'string') return coerceText(value, shape);
  if (shape.kind === 'list' && Array.isArray(value)) return value.map((item) => coerceValue(item, shape.item));
  return shape.kind === 'object' && isMembers(value) ? coerceForm(shape.of(), value) : plain(value);
}

function coerceField(value: unknown, { shape, nullable, optional }: FieldSpec): unknown {
  if (value === '' && nullable) return null;
  return value === '' && optional ? undefined : coerceValue(value, shape);
}

/**
 * Gives the text of a form or a query the types that a DTO declares, so that its JSON twin and it are one value.
 * Numbers are read as JSON writes them, without exponent (`1e3`, `0x10`, ` 1`, `+1`, `01` stay text and fail); flags are `true` and `false`;
 * empty text is null where null may stand, else left out where the field is optional; a single text is a list of one where a list of scalars is declared.
 * @returns a new plain object; members that are not declared are kept, to be refused.
 */
export function coerceForm(dto: Type, source: Members): Record<string, unknown> {
  const fields = fieldsOf(dto);
  const target: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(source)) {
    const spec = fields.get(name);
    const coerced = spec === undefined ? plain(value) : coerceField(value, spec);
    if (coerced !== undefined && name !== '__proto__') target[name] = coerced;
  }
  return target;
}
