import { randomUUID } from 'node:crypto';
import { fieldOf, type Request } from '../http/exchange.ts';
import type { Json } from '../json.ts';
import type { Content, Operation } from '../openapi/document.ts';
import { formOf } from '../openapi/pairs.ts';
import type { RequestTemplate } from '../target/target-file.ts';

/** What `{{...}}` stands for. */
export type Variables = Readonly<Record<string, string>>;

/** `{{name}}` in all texts of a value; `{{uuid}}` and `{{unique}}` are other each time. A text that is nothing but a number's name stays a text. */
export function filledIn(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return value.replace(/\{\{([\w.-]+)\}\}/g, (whole, name: string) => variables[name] ?? generated(name) ?? whole);
  if (Array.isArray(value)) return value.map((one) => filledIn(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filledIn(inner, variables)]));
}

function generated(name: string): string | undefined {
  if (name === 'uuid') return randomUUID();
  if (name === 'now') return new Date().toISOString();
  return name === 'unique' ? randomUUID().slice(-12) : undefined;
}

/** Names that a template uses and nobody has told. */
export function missingIn(template: unknown, variables: Variables): readonly string[] {
  return [...JSON.stringify(filledIn(template, variables)).matchAll(/\{\{([\w.-]+)\}\}/g)].map(([, name = '']) => name);
}

/**
 * The request that a template stands for; without credentials.
 * @param operation gives method and path where the template names it
 */
export function requestOf(template: RequestTemplate, { variables, operation }: { readonly variables: Variables; readonly operation?: Operation | undefined }): Request {
  const { method, path, params = {}, query, headers = {}, body } = filledIn(template, variables) as RequestTemplate;
  const place = (operation?.path ?? path ?? '/').replace(/\{([^}]+)\}/g, (whole, name: string) => (params[name] === undefined ? whole : encodeURIComponent(params[name])));
  const asked = query === undefined || Object.keys(query).length === 0 ? '' : `?${formOf(query)}`;
  const request: Request = { method: operation?.method ?? method ?? 'GET', path: place + asked, headers: Object.entries(headers) };
  const mediaType = mediaTypeFor(request, operation);
  return body === undefined ? request : withBody(request, body, mediaType, operation?.body?.content[mediaType]);
}

function mediaTypeFor({ headers = [] }: Request, operation: Operation | undefined): string {
  const types = Object.keys(operation?.body?.content ?? {});
  return fieldOf(headers, 'content-type') ?? types.find((type) => /json/i.test(type)) ?? types[0] ?? 'application/json';
}

/** A body as a media type has it: JSON, a form, or as it is. @param content what the document says of it */
export function withBody(request: Request, body: unknown, mediaType: string, content?: Content): Request {
  const headers = [...(request.headers ?? []).filter(([name]) => name.toLowerCase() !== 'content-type'), ['Content-Type', mediaType] as const];
  if (typeof body === 'string') return { ...request, headers, body };
  if (mediaType.startsWith('application/x-www-form-urlencoded')) return { ...request, headers, body: formOf(body as Json, content?.deep) };
  return { ...request, headers, body: JSON.stringify(body) };
}
