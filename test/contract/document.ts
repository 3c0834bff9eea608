import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ACCESS, type AccessRule, type OperationId } from '@plumbline/common';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

interface MediaType {
  readonly schema?: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface DocumentedHeader {
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
}

export interface OpenApi {
  readonly servers: readonly unknown[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly headers: Readonly<Record<string, DocumentedHeader>> };
}

interface RawOperation {
  readonly operationId: OperationId;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  readonly 'x-problems': readonly string[];
}

/** What the document says of one operation, as the suites need it. */
export interface Operation {
  readonly id: OperationId;
  readonly method: string;
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly rule: AccessRule;
  readonly parameters: readonly Parameter[];
  readonly mediaTypes: Readonly<Record<string, MediaType>>;
  /** Schema of the JSON body, or of the text fields beside a file; undefined when it takes none. */
  readonly body: Schema | undefined;
  /** Whether a form is taken that ends in a file. */
  readonly takesFile: boolean;
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
  /** Status of success. */
  readonly success: string;
  readonly problems: readonly string[];
  /** Methods of its path, in capitals. */
  readonly siblings: readonly string[];
}

/** The document as `npm run generate` wrote it; a test holds it to what the service serves. */
export const DOCUMENT = JSON.parse(readFileSync(path.join(__dirname, '../../docs/api/openapi.json'), 'utf8')) as OpenApi;

export function resolve(schema: Schema | undefined): Schema {
  if (schema === undefined) return {};
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolve(DOCUMENT.components.schemas[name]);
}

function withoutFile(form: Schema): Schema {
  const properties = Object.fromEntries(Object.entries(form.properties ?? {}).filter(([name]) => name !== 'file'));
  return { ...form, properties, required: (form.required ?? []).filter((name) => name !== 'file') };
}

function read(template: string, method: string, raw: RawOperation, siblings: readonly string[]): Operation {
  const mediaTypes = raw.requestBody?.content ?? {};
  const form = mediaTypes['multipart/form-data']?.schema;
  const takesFile = resolve(form).properties?.['file']?.['format'] === 'binary';
  const body = takesFile ? withoutFile(resolve(form)) : mediaTypes['application/json']?.schema;
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path: template,
    rule: ACCESS[raw.operationId],
    parameters: raw.parameters ?? [],
    mediaTypes,
    body: body === undefined ? undefined : resolve(body),
    takesFile,
    responses: raw.responses,
    success: Object.keys(raw.responses).find((status) => status.startsWith('2')) ?? 'none',
    problems: raw['x-problems'],
    siblings,
  };
}

export const OPERATIONS: readonly Operation[] = Object.entries(DOCUMENT.paths).flatMap(([template, item]) => {
  const siblings = Object.keys(item).map((method) => method.toUpperCase());
  return Object.entries(item).map(([method, raw]) => read(template, method, raw, siblings));
});
