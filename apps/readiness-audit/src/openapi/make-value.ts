import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { isObject, type Json } from '../json.ts';
import type { ApiDocument, Pointer } from './document.ts';
import { valueAt } from './operations.ts';

const DEPTH = 6;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const TEXTS: Readonly<Record<string, () => string>> = {
  'date-time': () => new Date().toISOString(),
  date: () => new Date().toISOString().slice(0, 10),
  time: () => '12:00:00Z',
  duration: () => 'P1D',
  email: () => `audit-${randomBytes(6).toString('hex')}@example.org`,
  uuid: () => randomUUID(),
  uri: () => 'https://example.org/',
  url: () => 'https://example.org/',
  'uri-reference': () => '/example',
  hostname: () => 'example.org',
  ipv4: () => '192.0.2.1',
  ipv6: () => '2001:db8::1',
  byte: () => Buffer.from('audit').toString('base64'),
  binary: () => 'audit',
  password: () => `Audit-${randomBytes(9).toString('base64url')}-1`,
};

/**
 * A value that a schema allows: its example or default where it has one, else the smallest honest one. Optional members are left out.
 * @returns undefined where nothing can be made, as for a schema that contains itself by necessity
 */
export function makeValue({ document }: Pick<ApiDocument, 'document'>, schema: Pointer): unknown {
  return valueOf(document, { $ref: schema }, 0);
}

function valueOf(document: unknown, schema: unknown, depth: number): unknown {
  if (depth > DEPTH || !isObject(schema)) return schema === true ? 'audit' : undefined;
  if (typeof schema['$ref'] === 'string') return valueOf(document, valueAt(document, schema['$ref']), depth + 1);
  const given = [schema['example'], list(schema['examples'])[0], schema['const'], schema['default'], list(schema['enum'])[0]].find((one) => one !== undefined);
  if (given !== undefined) return given;
  const [choice] = [...list(schema['oneOf']), ...list(schema['anyOf'])];
  if (choice !== undefined) return merged(valueOf(document, choice, depth + 1), schema['properties'] === undefined ? undefined : objectOf(document, schema, depth));
  if (schema['allOf'] !== undefined) return [...list(schema['allOf']), { ...schema, allOf: undefined }].map((one) => valueOf(document, isObject(one) && one['allOf'] === undefined ? withoutUndefined(one) : one, depth + 1)).reduce(merged);
  return ofType(document, schema, depth);
}

const withoutUndefined = (value: Json): Json => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
const merged = (first: unknown, second: unknown): unknown => (isObject(first) && isObject(second) ? { ...first, ...second } : (first ?? second));

function ofType(document: unknown, schema: Json, depth: number): unknown {
  const type = list(schema['type']).find((one) => one !== 'null') ?? schema['type'];
  if (type === 'object' || (type === undefined && schema['properties'] !== undefined)) return objectOf(document, schema, depth);
  if (type === 'array') return arrayOf(document, schema, depth);
  if (type === 'string') return textOf(schema);
  if (type === 'integer' || type === 'number') return numberOf(schema, type === 'integer');
  if (type === 'boolean') return true;
  return type === 'null' ? null : undefined;
}

function objectOf(document: unknown, schema: Json, depth: number): Json {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(list(schema['required']).map(String).map((name) => [name, valueOf(document, properties[name] ?? true, depth + 1)] as const).filter(([, value]) => value !== undefined));
}

function arrayOf(document: unknown, schema: Json, depth: number): readonly unknown[] {
  // An empty list is mostly allowed and seldom meant: who asks for a list wants something in it.
  const count = Math.min(Number(schema['minItems'] ?? 1), Number(schema['maxItems'] ?? 20), 20);
  const made = Array.from({ length: count }, () => valueOf(document, schema['items'], depth + 1)).filter((one) => one !== undefined);
  return schema['uniqueItems'] === true ? made.map((one, place) => otherThan(one, place, schema['items'])) : made;
}

/** The same kind of value again, and yet another one. */
function otherThan(value: unknown, place: number, schema: unknown): unknown {
  const choices = isObject(schema) ? list(schema['enum']) : [];
  if (choices.length > 0) return choices[place % choices.length];
  if (place === 0) return value;
  if (typeof value === 'number') return value + place;
  return typeof value === 'string' ? `${value}${place}` : value;
}

function textOf(schema: Json): string {
  const make = TEXTS[String(schema['format'])];
  if (make !== undefined) return make();
  const [least, most] = [Number(schema['minLength'] ?? 0), Number(schema['maxLength'] ?? Infinity)];
  if (typeof schema['pattern'] === 'string') {
    try {
      const fitting = fc.sample(fc.stringMatching(new RegExp(schema['pattern'], 'u'), { size: 'small' }), { seed: 1, numRuns: 50 }).find((one) => one.length >= least && one.length <= most);
      if (fitting !== undefined) return fitting;
    } catch {
      // A pattern that fast-check cannot turn around: the text below is what can be offered.
    }
  }
  return 'audit'.padEnd(least, 'x').slice(0, Math.max(most === Infinity ? 5 : most, least));
}

function numberOf(schema: Json, isWhole: boolean): number {
  const step = Number(schema['multipleOf'] ?? (isWhole ? 1 : 0.5));
  const least = schema['exclusiveMinimum'] === undefined ? Number(schema['minimum'] ?? NaN) : Number(schema['exclusiveMinimum']) + step;
  const most = schema['exclusiveMaximum'] === undefined ? Number(schema['maximum'] ?? NaN) : Number(schema['exclusiveMaximum']) - step;
  if (!Number.isNaN(least)) return Math.ceil(least / step) * step;
  return Number.isNaN(most) ? 1 : Math.min(1, Math.floor(most / step) * step);
}
