import type { Parameter, Parameters } from '../src/wire/parameters.ts';
import { requestSchema, type Document, type Schema } from './document.ts';
import { NEWER_PARAMETERS, NEWER_VALUES, REMOVED_PARAMETERS } from './endive.ts';
import { OPERATIONS, UNPUBLISHED } from './operations.ts';
import { share, type Grain } from './share.ts';

const GRAIN: Grain<Parameter> = {
  reference: (index) => index,
  mapChildren(node, change) {
    if (typeof node !== 'object') return node;
    if ('list' in node) return { list: change(node.list) };
    if ('map' in node) return { map: change(node.map) };
    if ('any' in node) return { any: node.any.map(change) };
    if ('enum' in node) return node;
    return { ...node, members: Object.fromEntries(Object.entries(node.members).map(([name, member]) => [name, change(member)])) };
  },
};

/**
 * The allowed parameters of every operation, as `src/wire/parameters.json` keeps them.
 * @param document Stripe's published one
 * @param source what it is and where it comes from
 */
export function deriveParameters(document: Document, source: string): Parameters {
  const trees: Record<string, Parameter> = {};
  for (const operation of OPERATIONS) trees[operation] = parameterOf(requestSchema(document, operation));
  for (const { operation, as } of UNPUBLISHED) trees[operation] = parameterOf(requestSchema(document, as));
  for (const { operations, at, name, is } of NEWER_PARAMETERS) for (const operation of operations) addTo(trees[operation], at, name, is);
  for (const { operations, at, value } of NEWER_VALUES) for (const operation of operations) addValueTo(trees[operation], at, value);
  for (const { operations, name } of REMOVED_PARAMETERS) for (const operation of operations) removeFrom(trees[operation], name);
  const { roots, shared } = share(trees, GRAIN);
  return {
    source,
    operations: roots,
    shared,
  };
}

function parameterOf(schema: Schema): Parameter {
  if (schema.anyOf) return anyOf(schema.anyOf.map(parameterOf));
  if (schema.enum) return schema.enum.length === 1 && schema.enum[0] === '' ? 'empty' : { enum: [...schema.enum] };
  if (schema.type === 'array') return { list: parameterOf(schema.items ?? {}) };
  if (schema.type === 'object') return objectOf(schema);
  if (schema.type === 'string') return schema.maxLength ? `string ${schema.maxLength}` : 'string';
  return schema.type ?? 'anything';
}

function anyOf(choices: readonly Parameter[]): Parameter {
  return choices.length === 1 && choices[0] !== undefined ? choices[0] : { any: choices };
}

function objectOf({ properties, required = [], additionalProperties }: Schema): Parameter {
  if (properties) {
    const members = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, parameterOf(schema)]));
    return required.length > 0 ? { members, required } : { members };
  }
  return typeof additionalProperties === 'object' ? { map: parameterOf(additionalProperties) } : 'anything';
}

/** Adds a parameter that the document does not have yet. */
function addTo(tree: Parameter | undefined, at: readonly string[], name: string, is: Parameter): void {
  const place = at.reduce<Parameter | undefined>((node, member) => membersOf(node)?.[member], tree);
  const members = membersOf(place) as Record<string, Parameter> | undefined;
  if (!members) throw new Error(`endive.ts adds ${name} to ${at.join('.')}, which the document does not have`);
  if (members[name] !== undefined) throw new Error(`endive.ts adds ${[...at, name].join('.')}, which the document has by now: remove it`);
  members[name] = is;
}

function addValueTo(tree: Parameter | undefined, at: readonly string[], value: string): void {
  const node = at.reduce<Parameter | undefined>((inner, member) => membersOf(inner)?.[member], tree);
  if (typeof node !== 'object' || !('enum' in node) || node.enum.includes(value)) throw new Error(`endive.ts adds ${value} to ${at.join('.')}, which the document does not have or has already`);
  (node.enum as string[]).push(value);
}

/** Takes out a parameter that the document still has. */
function removeFrom(tree: Parameter | undefined, name: string): void {
  const members = membersOf(tree) as Record<string, Parameter> | undefined;
  if (members?.[name] === undefined) throw new Error(`endive.ts removes ${name}, which the document does not have by now: remove the entry`);
  Reflect.deleteProperty(members, name);
}

function membersOf(node: Parameter | undefined): Readonly<Record<string, Parameter>> | undefined {
  if (typeof node !== 'object') return undefined;
  if ('members' in node) return node.members;
  return 'any' in node ? node.any.map(membersOf).find((members) => members !== undefined) : undefined;
}
