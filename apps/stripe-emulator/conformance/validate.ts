import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import data from './schemas.json' with { type: 'json' };
import { decided } from './decided.ts';
import type { JsonSchema } from './json-schema.ts';
import { ERROR, type AnswerSchemas } from './schemas.ts';

/** The committed schemas: the whole of Stripe's document is not needed to validate an answer. */
export const SCHEMAS = data as unknown as AnswerSchemas;

const ROOT = 'https://stripe.invalid/answers';
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: ROOT, operations: told(SCHEMAS.operations), $defs: told(SCHEMAS.$defs) });
const compiled = new Map<string, ValidateFunction>();

/**
 * What of an answer is not as Stripe publishes it.
 * @param operation such as `POST /v1/refunds`
 * @param status of the answer; from 400 on it must be an error
 * @returns a sentence for each fault, with the place of it; empty when all is well
 */
export function faultsOfAnswer(operation: string, status: number, body: unknown): string[] {
  const key = status < 400 ? operation : ERROR;
  if (!SCHEMAS.operations[key]) return [`${operation} is not among the schemas: add it to conformance/operations.ts and derive again`];
  return [...faults(`operations/${pointer(key)}`, body), ...faultsOfEvents(body)];
}

/**
 * What of an object is not as Stripe publishes it, such as the snapshot that an event carries.
 * @param component Stripe's name of the object, which is what its member `object` says, but for deleted ones
 */
export function faultsOfObject(component: string, body: unknown): string[] {
  if (!SCHEMAS.$defs[component]) return [`${component} is not among the schemas`];
  return faults(`$defs/${pointer(component)}`, body);
}

/** The schema of an operation's successful answer. */
export function schemaOf(operation: string): JsonSchema {
  return SCHEMAS.operations[operation] ?? {};
}

/** Stripe's document leaves open what an event carries; its prose says that it is the object as the API shows it. */
function faultsOfEvents(body: unknown): string[] {
  const events = Array.isArray((body as { data?: unknown }).data) ? (body as { data: unknown[] }).data : [body];
  return events.flatMap((event) => {
    const { object, type = '', data: carried } = event as { object?: string; type?: string; data?: { object?: { object?: string; deleted?: boolean } } };
    if (object !== 'event' || !carried?.object?.object) return [];
    const unknown = SCHEMAS.eventTypes.includes(type) ? [] : [`${type} is no type of event`];
    return [...unknown, ...faultsOfObject(`${carried.object.deleted ? 'deleted_' : ''}${carried.object.object}`, carried.object).map((fault) => `event ${type}: ${fault}`)];
  });
}

function faults(place: string, body: unknown): string[] {
  let validate = compiled.get(place);
  if (!validate) compiled.set(place, (validate = ajv.compile({ $ref: `${ROOT}#/${place}` })));
  return validate(body) ? [] : sentences(validate.errors ?? []);
}

/** Says of each fault once, without the words of the conditions around it. */
function sentences(errors: readonly ErrorObject[]): string[] {
  return [...new Set(errors.filter(({ keyword }) => keyword !== 'if').map(sentence))];
}

function told(schemas: Readonly<Record<string, JsonSchema>>): Record<string, object> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, decided(schema, SCHEMAS.$defs)]));
}

function sentence({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: readonly unknown[] };
  const place = instancePath === '' ? 'the answer' : instancePath.slice(1).replaceAll(/\/\d+/g, '[]').replaceAll('/', '.');
  if (additionalProperty) return `${place} has ${additionalProperty}, which Stripe's does not`;
  return `${place} ${message ?? 'is wrong'}${allowedValues ? `: ${allowedValues.join(', ')}` : ''}`;
}

function pointer(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
