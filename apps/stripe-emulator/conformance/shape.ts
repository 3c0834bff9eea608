import { SCHEMAS } from './validate.ts';
import type { JsonSchema } from './json-schema.ts';

type Kind = 'null' | 'text' | 'number' | 'flag' | 'list' | 'object';

/** The members that an answer showed, by the object they belong to: `charge.outcome` -> its kinds of value. */
export type Shape = ReadonlyMap<string, ReadonlySet<Kind>>;

/** Where two answers to the same call have not the same shape. */
export interface ShapeDifference {
  /** Stripe's name of the object and the member: `charge.outcome`. */
  readonly at: string;
  readonly what: 'only the emulator' | 'only stripe-mock' | 'another kind';
  readonly detail: string;
}

/**
 * Which members an answer has and of what kind. Members are told by the object that they belong to and not by their whole path:
 * a charge is a charge wherever it stands, and a difference of it is one difference.
 */
export function shapeOf(schema: JsonSchema, value: unknown, root: string): Shape {
  const shape = new Map<string, Set<Kind>>();
  walk(schema, value, root, shape);
  return shape;
}

/** @returns differences within the objects that both answers show; null counts as any kind, because the schemas have been held already */
export function shapeDifferences(emulator: Shape, stripeMock: Shape): ShapeDifference[] {
  const differences: ShapeDifference[] = [];
  for (const at of new Set([...emulator.keys(), ...stripeMock.keys()])) {
    const [ours, theirs] = [emulator.get(at), stripeMock.get(at)];
    if (ours && theirs) {
      const [our, their] = [named(ours), named(theirs)];
      if (our && their && our !== their) differences.push({ at, what: 'another kind', detail: `${our} here, ${their} in stripe-mock` });
    } else if (ours) {
      if (has(stripeMock, at)) differences.push({ at, what: 'only the emulator', detail: named(ours) || 'null' });
    } else if (theirs && has(emulator, at)) differences.push({ at, what: 'only stripe-mock', detail: named(theirs) || 'null' });
  }
  return differences;
}

function has(shape: Shape, at: string): boolean {
  return shape.has(`${at.slice(0, at.lastIndexOf('.'))}.*`);
}

function named(kinds: ReadonlySet<Kind>): string {
  return [...kinds].filter((kind) => kind !== 'null').sort().join('/');
}

function walk(schema: JsonSchema, value: unknown, label: string, shape: Map<string, Set<Kind>>): void {
  const { node, name } = chosen(schema, value, label);
  if (Array.isArray(value)) {
    for (const item of value) walk(node.items ?? {}, item, `${name}[]`, shape);
  } else if (typeof value === 'object' && value !== null && node.properties) {
    note(shape, `${name}.*`, 'object');
    for (const [member, inner] of Object.entries(value)) {
      note(shape, `${name}.${member}`, kindOf(inner));
      walk(node.properties[member] ?? {}, inner, `${name}.${member}`, shape);
    }
  }
}

/** Follows references, and of several forms takes the one that the value has. */
function chosen(schema: JsonSchema, value: unknown, label: string): { node: JsonSchema; name: string } {
  if (schema.$ref) {
    const name = schema.$ref.replace('#/$defs/', '');
    return chosen(SCHEMAS.$defs[name] ?? {}, value, name);
  }
  if (!schema.anyOf) return { node: schema, name: label };
  const forms = schema.anyOf.map((form) => chosen(form, value, label));
  const fitting = forms.filter(({ node }) => fits(node, value));
  return fitting[0] ?? { node: {}, name: label };
}

function fits(node: JsonSchema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  if (!node.properties) return false;
  const { object, deleted } = value as { object?: string; deleted?: boolean };
  const names = node.properties['object']?.enum;
  return (!names || names.includes(object ?? '')) && (deleted === true) === (node.properties['deleted'] !== undefined && node.required?.includes('deleted') === true);
}

function note(shape: Map<string, Set<Kind>>, at: string, kind: Kind): void {
  const kinds = shape.get(at);
  if (kinds) kinds.add(kind);
  else shape.set(at, new Set([kind]));
}

function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'flag' : 'object';
}
