import type { JsonSchema } from './json-schema.ts';

/** A schema with conditions in the place of choices between objects. */
export type Decided = Readonly<Record<string, unknown>>;

/**
 * Decides by a value's own `object` which of several objects it has to be. It holds the same as before;
 * but a charge that lacks a member is then told to lack that member, and not to be a bad charge, a bad dispute and no text.
 */
export function decided(schema: JsonSchema, components: Readonly<Record<string, JsonSchema>>): Decided {
  const inner = (below: JsonSchema): Decided => decided(below, components);
  const { anyOf, properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, inner(member)])) }),
    ...(items && { items: inner(items) }),
    ...(additionalProperties !== undefined && { additionalProperties: typeof additionalProperties === 'object' ? inner(additionalProperties) : additionalProperties }),
    ...(anyOf && choice(anyOf.map(inner), components)),
  };
}

function choice(forms: readonly Decided[], components: Readonly<Record<string, JsonSchema>>): Decided {
  const objects = forms.filter(({ $ref }) => $ref !== undefined);
  const others = forms.filter(({ $ref }) => $ref === undefined);
  if (objects.length === 0) return { anyOf: forms };
  return { if: { type: 'object' }, then: firstOf(objects, components), else: others.length > 0 ? { anyOf: others } : { type: 'object' } };
}

/** If it is this one, then as this one; else if that one... The last is what it has to be when it is none. */
function firstOf([first, ...others]: readonly Decided[], components: Readonly<Record<string, JsonSchema>>): Decided {
  if (first === undefined) return {};
  if (others.length === 0) return first;
  const component = components[String(first['$ref']).replace('#/$defs/', '')];
  const kinds = component?.properties?.['object']?.enum;
  const isDeleted = component?.required?.includes('deleted') === true;
  const deleted = { required: ['deleted'] };
  return { if: { ...(kinds && { properties: { object: { enum: kinds } } }), ...(isDeleted ? deleted : { not: deleted }) }, then: first, else: firstOf(others, components) };
}
