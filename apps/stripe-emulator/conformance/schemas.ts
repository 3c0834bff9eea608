import { answerSchema, requestSchema, type Document, type Schema } from './document.ts';
import { NEWER_MEMBERS } from './endive.ts';
import type { JsonSchema } from './json-schema.ts';
import { OPERATIONS, UNPUBLISHED } from './operations.ts';

/** What each operation answers, as `conformance/schemas.json` keeps it. */
export interface AnswerSchemas {
  readonly source: string;
  /** By operation; `ERROR` is what every refusal is. */
  readonly operations: Readonly<Record<string, JsonSchema>>;
  /** Every type of event that an endpoint can ask for. */
  readonly eventTypes: readonly string[];
  /** Stripe's components, by its own names: `#/$defs/charge`. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/** The key of `operations` under which the shape of all refusals stands. */
export const ERROR = 'error';

/** What the emulator may put in the place of an id, on `expand`; in all other places only the id is allowed. */
export const EXPANDED: ReadonlySet<string> = new Set(['account', 'balance_transaction', 'charge', 'customer', 'deleted_customer', 'dispute', 'payment_intent', 'payment_method', 'refund', 'transfer', 'transfer_reversal']);
/** Objects that hold a card's details beside those of fifty other ways to pay, which the emulator never answers with. */
const WAYS_TO_PAY = 'payment_method';

/**
 * The shapes of all answers: Stripe's own, made stricter in two ways. A member that the document does not name is refused, and so is what belongs to a way to pay other than cards.
 * @param document Stripe's published one
 */
export function deriveSchemas(document: Document, source: string): AnswerSchemas {
  const translate = translator(otherWaysToPay(document));
  const operations: Record<string, JsonSchema> = { [ERROR]: { $ref: '#/$defs/error' } };
  for (const operation of OPERATIONS) operations[operation] = translate(answerSchema(document, operation));
  for (const { operation, as } of UNPUBLISHED) operations[operation] = operations[as] ?? {};
  const $defs: Record<string, JsonSchema> = {};
  const reach = (schema: JsonSchema): void => {
    for (const name of references(schema)) {
      if ($defs[name]) continue;
      $defs[name] = withNewer(name, translate(document.components.schemas[name] ?? {}));
      reach($defs[name]);
    }
  };
  Object.values(operations).forEach(reach);
  return { source, operations, eventTypes: eventTypes(document), $defs: Object.fromEntries(Object.entries($defs).sort(([one], [other]) => (one < other ? -1 : 1))) };
}

/** The document leaves an event's type open, but not what a webhook endpoint may be told of. */
function eventTypes(document: Document): readonly string[] {
  const types = requestSchema(document, 'POST /v1/webhook_endpoints').properties?.['enabled_events']?.items?.enum ?? [];
  return types.filter((type) => type !== '*');
}

/** The names of all ways to pay that Stripe has beside cards. */
export function otherWaysToPay(document: Document): ReadonlySet<string> {
  return new Set(document.components.schemas[WAYS_TO_PAY]?.properties?.['type']?.enum?.filter((type) => type !== 'card'));
}

function translator(otherWays: ReadonlySet<string>): (schema: Schema) => JsonSchema {
  const isOtherWay = (name: string, schema: Schema): boolean => otherWays.has(name) && (schema.$ref !== undefined || schema.anyOf !== undefined);
  const translate = (schema: Schema): JsonSchema => {
    if (schema.$ref) return { $ref: schema.$ref.replace('#/components/schemas/', '#/$defs/') };
    if (schema.anyOf) {
      const choices = narrowed(schema).map(translate);
      return schema.nullable ? { anyOf: [...choices, { type: 'null' }] } : choices.length === 1 && choices[0] ? choices[0] : { anyOf: choices };
    }
    return { ...plain(schema), ...(schema.items && { items: translate(schema.items) }), ...members(schema) };
  };
  const members = ({ properties, additionalProperties }: Schema): JsonSchema => {
    if (typeof additionalProperties === 'object') return { additionalProperties: translate(additionalProperties) };
    if (!properties || Object.keys(properties).length === 0) return {};
    const shown = Object.entries(properties).filter(([name, member]) => !isOtherWay(name, member));
    return { properties: Object.fromEntries(shown.map(([name, member]) => [name, translate(member)])), additionalProperties: false };
  };
  return translate;
}

function plain({ type, nullable, enum: values, maxLength, pattern, required }: Schema): JsonSchema {
  return {
    ...(type && { type: nullable ? [type, 'null'] : type }),
    ...(values && { enum: nullable ? [...values, null] : values }),
    ...(maxLength && { maxLength }),
    ...(pattern && { pattern }),
    ...(required && { required }),
  };
}

/** The forms of a value, without the objects that the emulator never expands. */
function narrowed({ anyOf = [], 'x-expansionResources': expansion }: Schema): readonly Schema[] {
  if (!expansion) return anyOf;
  return anyOf.filter(({ $ref }) => $ref === undefined || EXPANDED.has($ref.split('/').at(-1) ?? ''));
}

function withNewer(component: string, schema: JsonSchema): JsonSchema {
  const newer = NEWER_MEMBERS.filter((member) => member.component === component);
  for (const { name } of newer) {
    if (schema.properties?.[name]) throw new Error(`endive.ts adds ${component}.${name}, which the document has by now: remove it`);
  }
  if (newer.length === 0) return schema;
  const always = newer.filter((member) => member.always).map(({ name }) => name);
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(newer.map(({ name, is }) => [name, is])) }, required: [...(schema.required ?? []), ...always] };
}

function references(schema: JsonSchema): string[] {
  const { $ref, properties = {}, items, anyOf = [], additionalProperties } = schema;
  const below = [...Object.values(properties), ...anyOf, ...(items ? [items] : []), ...(typeof additionalProperties === 'object' ? [additionalProperties] : [])];
  return [...($ref ? [$ref.replace('#/$defs/', '')] : []), ...below.flatMap(references)];
}
