/** A JSON pointer (RFC 6901) into `ApiDocument.document`, with `#` before it: `#/components/schemas/Payment`. */
export type Pointer = string;

export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const;
export type Method = (typeof METHODS)[number];

/** What one media type of a request or an answer holds. */
export interface Content {
  /** Undefined where the document does not say. */
  readonly schema?: Pointer;
  readonly examples: readonly unknown[];
  /** Members of a form whose encoding has the style `deepObject`. */
  readonly deep?: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required: boolean;
  /** How lists and objects are written, where the document says so: `deepObject`. */
  readonly style?: string;
  readonly schema?: Pointer;
  readonly examples: readonly unknown[];
}

/** What the document says of an answer; `status` is `200`, `4XX` or `default`. */
export interface DocumentedAnswer {
  readonly status: string;
  readonly content: Readonly<Record<string, Content>>;
  readonly headers: readonly string[];
}

export interface Operation {
  /** Its operationId; `GET /path` where it has none. */
  readonly id: string;
  readonly method: Method;
  /** With the base path of the server: `/api/v1/payments/{paymentId}`. */
  readonly path: string;
  readonly pointer: Pointer;
  readonly deprecated: boolean;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly required: boolean; readonly content: Readonly<Record<string, Content>> };
  readonly answers: readonly DocumentedAnswer[];
  /** Whether it asks for credentials: `optional` where an empty requirement stands beside others. */
  readonly security: 'none' | 'optional' | 'required';
  /** The raw Operation Object, for what else it says: tags, `x-` members. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** An OpenAPI document, whatever its version, as the audit reads it: bundled, and its schemas in JSON Schema 2020-12. */
export interface ApiDocument {
  /** Where it was found. */
  readonly source: string;
  /** Of the specification, as it stood there: `2.0`, `3.0.3`, `3.1.0`. */
  readonly version: string;
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly document: Readonly<Record<string, unknown>>;
  /** Against the specification; empty for a valid one. */
  readonly problems: readonly string[];
  /** Found only with credentials. */
  readonly isBehindLogin: boolean;
}

/** How people name it: `POST /payments`. */
export const named = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method} ${path}`;

/** The names of all operations by their ids. */
export const namesOf = ({ operations }: Pick<ApiDocument, 'operations'>): ReadonlyMap<string, string> => new Map(operations.map((one) => [one.id, named(one)]));

/** What the document says of a status: the status itself before its class before `default`. OpenAPI 3.1 section 4.8.16. */
export function documented(operation: Operation, status: number): DocumentedAnswer | undefined {
  const said = (wanted: string): DocumentedAnswer | undefined => operation.answers.find((answer) => answer.status.toUpperCase() === wanted);
  return said(String(status)) ?? said(`${Math.floor(status / 100)}XX`) ?? said('DEFAULT');
}

/** The content of a media type: itself before `type/*` before any. */
export function contentFor(content: Readonly<Record<string, Content>>, mediaType: string): Content | undefined {
  const wanted = mediaType.toLowerCase();
  const byName = new Map(Object.entries(content).map(([name, value]) => [name.split(';')[0]?.trim().toLowerCase() ?? '', value] as const));
  return byName.get(wanted) ?? byName.get(`${wanted.split('/')[0] ?? ''}/*`) ?? byName.get('*/*');
}

/** JSON, also by its suffix. RFC 6839 section 3.1. */
export const isJson = (mediaType: string): boolean => /^application\/(?:[\w.+-]+\+)?json$/i.test(mediaType);

/** A path as a pattern of what may be asked for: `/payments/{id}` matches `/payments/7`. */
export function matches(operationPath: string, pathname: string): boolean {
  const pattern = operationPath.split('/');
  const parts = pathname.split('/');
  return pattern.length === parts.length && pattern.every((part, place) => (part.includes('{') ? parts[place] !== '' : part === parts[place]));
}
