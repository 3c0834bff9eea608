import { readFileSync } from 'node:fs';

/** The release of stripe-mock whose document everything here is derived from, and which the comparison runs against. */
export const STRIPE_MOCK_VERSION = 'v0.203.0';

/** The part of OpenAPI 3.0's schema object that Stripe's document uses. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly nullable?: boolean;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly 'x-expansionResources'?: { readonly oneOf: readonly Schema[] };
  /** What `expand` may name, and what it may pass through. */
  readonly 'x-expandableFields'?: readonly string[];
  /** Stripe may send or take values which its own list does not have. */
  readonly 'x-stripeBypassValidation'?: boolean;
}

interface Media {
  readonly schema?: Schema;
}

interface Described {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

/** Stripe's published OpenAPI document, as stripe-mock embeds it. */
export interface Document {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/**
 * @param file path of `embedded/openapi/spec3.json` in the module's folder
 */
export function readDocument(file: string): Document {
  return JSON.parse(readFileSync(file, 'utf8')) as Document;
}

/**
 * @param operation such as `POST /v1/refunds`
 * @throws Error when the document does not know it
 */
export function described(document: Document, operation: string): Described {
  const [method = '', path = ''] = operation.split(' ');
  const found = document.paths[path]?.[method.toLowerCase()];
  if (!found) throw new Error(`Stripe's document does not know ${operation}`);
  return found;
}

/** What a request may carry: the query of a GET, the form of all others. */
export function requestSchema(document: Document, operation: string): Schema {
  const { parameters = [], requestBody } = described(document, operation);
  if (!operation.startsWith('GET ')) return requestBody?.content?.['application/x-www-form-urlencoded']?.schema ?? { type: 'object', properties: {} };
  const query = parameters.filter((parameter) => parameter.in === 'query');
  return {
    type: 'object',
    properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
    required: query.filter((parameter) => parameter.required).map((parameter) => parameter.name),
  };
}

/** What a successful answer is. */
export function answerSchema(document: Document, operation: string): Schema {
  const schema = described(document, operation).responses['200']?.content?.['application/json']?.schema;
  if (!schema) throw new Error(`Stripe's document has no answer for ${operation}`);
  return schema;
}
