import { escapedPart, isObject, type Json } from '../json.ts';
import type { ApiDocument, Pointer } from './document.ts';
import { valueAt } from './operations.ts';

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const DEPTH = 4;
const HOPS = 16;

/** A member of an object that a schema describes, and what a value of that schema holds there. */
export interface Member {
  /** JSON pointer into the value. */
  readonly pointer: string;
  readonly name: string;
  /** Refs followed, `allOf` put together. */
  readonly schema: Json;
  readonly required: boolean;
  /** Undefined where the value leaves it out. */
  readonly value: unknown;
}

/** A schema with its refs followed and its `allOf` put together; one of a type and of null as that type. */
export function resolvedSchema({ document }: Pick<ApiDocument, 'document'>, schema: unknown, hops = 0): Json {
  if (!isObject(schema) || hops > HOPS) return {};
  if (typeof schema['$ref'] === 'string') return { ...resolvedSchema({ document }, valueAt(document, schema['$ref']), hops + 1), ...without(schema, '$ref') };
  const orNull = [...list(schema['anyOf']), ...list(schema['oneOf'])].filter((one) => !(isObject(one) && one['type'] === 'null'));
  if (orNull.length === 1) return { ...without(schema, 'anyOf', 'oneOf'), ...resolvedSchema({ document }, orNull[0], hops + 1) };
  if (schema['allOf'] === undefined) return schema;
  return [...list(schema['allOf']).map((one) => resolvedSchema({ document }, one, hops + 1)), without(schema, 'allOf')].reduce<Json>(joined, {});
}

function joined(one: Json, other: Json): Json {
  const properties = isObject(one['properties']) || isObject(other['properties']) ? { properties: { ...(one['properties'] as Json | undefined), ...(other['properties'] as Json | undefined) } } : {};
  const required = [...list(one['required']), ...list(other['required'])];
  return { ...one, ...other, ...properties, ...(required.length === 0 ? {} : { required }) };
}

const without = (value: Json, ...names: readonly string[]): Json => Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

/**
 * The members that a schema names, those of objects within it behind them: as deep as the value goes.
 * @param value of that schema
 */
export function membersOf(document: Pick<ApiDocument, 'document'>, schema: Pointer, value: unknown): readonly Member[] {
  return membersBelow(document, { $ref: schema }, value, '');
}

function membersBelow(document: Pick<ApiDocument, 'document'>, schema: unknown, value: unknown, pointer: string): readonly Member[] {
  const { properties, required } = resolvedSchema(document, schema);
  if (!isObject(value) || !isObject(properties) || pointer.split('/').length > DEPTH) return [];
  const own = Object.entries(properties).map(([name, inner]): Member => ({
    pointer: `${pointer}/${escapedPart(name)}`, name, schema: resolvedSchema(document, inner), required: list(required).includes(name), value: value[name],
  }));
  return [...own, ...own.flatMap((one) => membersBelow(document, one.schema, one.value, one.pointer))];
}

/** The types that a schema allows, without null. */
export function typesOf({ type }: Json): readonly string[] {
  return (Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : []).filter((one) => one !== 'null');
}
