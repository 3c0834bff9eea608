import { isObject, type Json } from '../json.ts';


/** Members whose values are examples or maps of names, and so no schemas. */
const DATA = new Set(['example', 'examples', 'default', 'enum', 'const', 'x-example']);

/**
 * A document of OpenAPI 2.0 or 3.0 as one of 3.1: schemas in JSON Schema 2020-12, bodies in `requestBody`, refs into `components`. Of a
 * document of 3.1 nothing is changed.
 * @param document bundled: no refs into other files
 */
export function normalise(document: Json): Json {
  const version = versionOf(document);
  if (version.startsWith('3.0')) return { ...(modernised(document) as Json), openapi: '3.1.0' };
  return version.startsWith('2') ? { ...(modernised(fromSwagger(document)) as Json), openapi: '3.1.0' } : document;
}

/** `2.0`, `3.0.3`: also where YAML has made a number of it. */
export function versionOf(document: Json): string {
  const version = document['openapi'] ?? document['swagger'];
  return typeof version === 'number' ? version.toFixed(1) : typeof version === 'string' ? version : '';
}

const without = (value: Json, ...names: readonly string[]): Json => Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

/** OpenAPI 3.0's dialect: `nullable`, and bounds that are said to be exclusive by a boolean. */
function modernised(value: unknown, key = ''): unknown {
  if (DATA.has(key)) return value;
  if (Array.isArray(value)) return value.map((one) => modernised(one));
  if (!isObject(value)) return value;
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = value;
  const seen: Record<string, unknown> = Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, modernised(inner, name)]));
  restore(seen, 'exclusiveMinimum', 'minimum', exclusiveMinimum);
  restore(seen, 'exclusiveMaximum', 'maximum', exclusiveMaximum);
  if (nullable === undefined) return seen;
  // A property may be called "nullable": then it is a schema and no flag.
  return typeof nullable === 'boolean' ? (nullable ? orNull(seen) : seen) : { ...seen, nullable: modernised(nullable) };
}

function restore(schema: Record<string, unknown>, exclusive: string, inclusive: string, value: unknown): void {
  if (value === true) {
    schema[exclusive] = schema[inclusive];
    Reflect.deleteProperty(schema, inclusive);
  } else if (value !== undefined && value !== false) schema[exclusive] = modernised(value);
}

/** Beside `allOf` and the like `nullable` is to be read as it is meant, though OpenAPI 3.0.3 lets it bind `type` alone. */
function orNull(schema: Json): Json {
  const { type, enum: values } = schema;
  const isComposed = ['allOf', 'oneOf', 'anyOf', '$ref', 'not'].some((keyword) => schema[keyword] !== undefined);
  if (typeof type !== 'string' || isComposed) return { anyOf: [schema, { type: 'null' }] };
  return { ...schema, type: [type, 'null'], ...(Array.isArray(values) && !values.includes(null) ? { enum: [...(values as unknown[]), null] } : {}) };
}

/** Swagger 2.0 as OpenAPI 3.0. Parameters of `body` and `formData` become the body, `produces` and `consumes` its media types. */
function fromSwagger(document: Json): Json {
  const { definitions, parameters, responses, securityDefinitions, basePath, consumes, produces, paths, ...rest } = document;
  const media = { consumes: strings(consumes, 'application/json'), produces: strings(produces, 'application/json') };
  const shared = isObject(parameters) ? parameters : {};
  return {
    ...without(rest, 'swagger', 'host', 'schemes'),
    openapi: '3.0.0',
    ...(typeof basePath === 'string' ? { servers: [{ url: basePath }] } : {}),
    components: { schemas: movedRefs(definitions ?? {}), responses: mapObject(responses, (one) => answerOf(one, media.produces)), securitySchemes: securityDefinitions ?? {} },
    paths: mapObject(paths, (item) => pathItem(item, shared, media)),
  };
}

interface Media {
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
}

function pathItem(item: unknown, shared: Json, media: Media): unknown {
  if (!isObject(item)) return item;
  const common = Array.isArray(item['parameters']) ? item['parameters'] as unknown[] : [];
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== 'parameters').map(([name, operation]) => [name, isObject(operation) ? operationOf(operation, common, shared, media) : operation]));
}

function operationOf(operation: Json, common: readonly unknown[], shared: Json, media: Media): Json {
  const { parameters, responses, consumes, produces, ...rest } = operation;
  const all = [...common, ...(Array.isArray(parameters) ? parameters as unknown[] : [])].map((one) => resolved(one, shared)).filter(isObject);
  const types = { consumes: strings(consumes, ...media.consumes), produces: strings(produces, ...media.produces) };
  const body = bodyOf(all, types.consumes);
  return {
    ...without(rest, 'schemes'),
    parameters: all.filter((one) => one['in'] !== 'body' && one['in'] !== 'formData').map(parameterOf),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: mapObject(responses, (one) => answerOf(one, types.produces)),
  };
}

function bodyOf(parameters: readonly Json[], consumes: readonly string[]): Json | undefined {
  const body = parameters.find((one) => one['in'] === 'body');
  if (body !== undefined) return { required: body['required'] === true, content: Object.fromEntries(consumes.map((type) => [type, { schema: movedRefs(body['schema'] ?? {}) }])) };
  const fields = parameters.filter((one) => one['in'] === 'formData');
  if (fields.length === 0) return undefined;
  const hasFile = fields.some((one) => one['type'] === 'file');
  const schema = { type: 'object', properties: Object.fromEntries(fields.map((one) => [String(one['name']), one['type'] === 'file' ? { type: 'string', format: 'binary' } : schemaOf(one)])), required: fields.filter((one) => one['required'] === true).map((one) => one['name']) };
  return { required: schema.required.length > 0, content: { [hasFile ? 'multipart/form-data' : 'application/x-www-form-urlencoded']: { schema } } };
}

function parameterOf(parameter: Json): Json {
  const { name, required, description } = parameter;
  return { name, in: parameter['in'], ...(required === undefined ? {} : { required }), ...(description === undefined ? {} : { description }), schema: schemaOf(parameter) };
}

/** Swagger 2.0 keeps a parameter's schema beside its name. */
function schemaOf(parameter: Json): unknown {
  return movedRefs(without(parameter, 'name', 'in', 'required', 'description', 'collectionFormat'));
}

function answerOf(answer: unknown, produces: readonly string[]): unknown {
  if (!isObject(answer) || answer['$ref'] !== undefined) return movedRefs(answer);
  const { schema, headers, examples, ...rest } = answer;
  const exampleOf = (type: string): Json => (isObject(examples) && examples[type] !== undefined ? { example: examples[type] } : {});
  return {
    ...rest,
    ...(schema === undefined ? {} : { content: Object.fromEntries(produces.map((type) => [type, { schema: movedRefs(schema), ...exampleOf(type) }])) }),
    ...(headers === undefined ? {} : { headers: mapObject(headers, (one) => (isObject(one) ? { schema: schemaOf(one) } : one)) }),
  };
}

function movedRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(movedRefs);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, name === '$ref' && typeof inner === 'string' ? inner.replace(/^#\/definitions\//, '#/components/schemas/').replace(/^#\/responses\//, '#/components/responses/') : movedRefs(inner)]));
}

function resolved(parameter: unknown, shared: Json): unknown {
  const ref = isObject(parameter) ? parameter['$ref'] : undefined;
  return typeof ref === 'string' ? shared[ref.replace('#/parameters/', '')] : parameter;
}

const mapObject = (value: unknown, map: (inner: unknown) => unknown): Json => (isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, map(inner)])) : {});
const strings = (value: unknown, ...otherwise: readonly string[]): readonly string[] => (Array.isArray(value) && value.length > 0 ? value.map(String) : otherwise);
