import { withJson, withQuery, jsonBody } from '../../http/requests.ts';
import type { Request } from '../../http/exchange.ts';
import { leavesOf, replacedAt } from '../../gather/pointers.ts';
import { escapedPart, isObject, type Json } from '../../json.ts';
import { type ApiDocument, isJson, type Operation, type Pointer } from '../../openapi/document.ts';
import { valueAt } from '../../openapi/operations.ts';

/** A place of a request that takes an address. */
export interface AddressPlace {
  /** `query parameter url`, `/callback of the body`. */
  readonly name: string;
  readonly put: (request: Request, address: string) => Request;
}

const GOES = /^(?:redirect|return|next|continue|goto|dest|destination|forward|back|success|cancel|target|r?url)(?:[-_]?(?:to|ur[il]|path|page))?$/i;
const FETCHES = /(?:^|[-_])(?:ur[il]|uris|urls|link|href|callback|webhook|endpoint|image|avatar|feed|source|src|proxy|host|domain|import|fetch|site|website)$/i;
const DEPTH = 4;

const split = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1-$2');

/** Whether a parameter leads on to where it says. */
export const isWayOn = (name: string): boolean => GOES.test(name) || GOES.test(split(name));

/** Whether the service may ask what an input names; formats say it better than names. */
function isAddress(name: string, schema: Json | undefined): boolean {
  const { format, type, enum: values } = schema ?? {};
  if (/^(?:uri|url|iri)$/.test(String(format))) return true;
  const isText = type === undefined || type === 'string' || (Array.isArray(type) && type.includes('string'));
  return isText && values === undefined && format === undefined && FETCHES.test(split(name));
}

/** Places of an operation that take an address which the service may go to. */
export function addressPlaces({ document }: Pick<ApiDocument, 'document'>, operation: Operation): readonly AddressPlace[] {
  const inQuery = operation.parameters.filter(({ in: where, name, schema }) => where === 'query' && isAddress(name, schemaAt(document, schema))).map(({ name }) => ({ name: `query parameter ${name}`, put: (request: Request, address: string) => withQuery(request, name, address) }));
  const [, content] = Object.entries(operation.body?.content ?? {}).find(([type]) => isJson(type)) ?? [];
  const inBody = content?.schema === undefined ? [] : pointersIn(document, { $ref: content.schema }, '', 0);
  return [...inQuery, ...inBody.map((pointer) => ({ name: `${pointer} of the body`, put: (request: Request, address: string) => withJson(request, replacedAt(jsonBody(request) ?? {}, pointer, address)) }))];
}

/** Query parameters and members of the body of a request that say where to go on. */
export function waysOn(operation: Operation, request: Request): readonly AddressPlace[] {
  const inQuery = operation.parameters.filter(({ in: where, name }) => where === 'query' && isWayOn(name)).map(({ name }) => ({ name: `query parameter ${name}`, put: (asked: Request, address: string) => withQuery(asked, name, address) }));
  const body = jsonBody(request);
  const inBody = isObject(body) ? leavesOf(body).filter(([pointer, value]) => typeof value === 'string' && isWayOn(pointer.split('/').at(-1) ?? '')) : [];
  return [...inQuery, ...inBody.map(([pointer]) => ({ name: `${pointer} of the body`, put: (asked: Request, address: string) => withJson(asked, replacedAt(jsonBody(asked), pointer, address)) }))];
}

function schemaAt(document: unknown, pointer: Pointer | undefined): Json | undefined {
  let schema: unknown = pointer === undefined ? undefined : valueAt(document, pointer);
  for (let hops = 0; isObject(schema) && typeof schema['$ref'] === 'string' && hops < 8; hops += 1) schema = valueAt(document, schema['$ref']);
  return isObject(schema) ? schema : undefined;
}

/** Members of objects, also of those within; not of lists. */
function pointersIn(document: unknown, schema: unknown, pointer: string, depth: number): readonly string[] {
  const found = isObject(schema) && typeof schema['$ref'] === 'string' ? schemaAt(document, schema['$ref']) : schema;
  if (!isObject(found) || depth > DEPTH) return [];
  const within = ['allOf', 'oneOf', 'anyOf'].flatMap((name) => (Array.isArray(found[name]) ? (found[name] as unknown[]) : [])).flatMap((one) => pointersIn(document, one, pointer, depth + 1));
  const properties = isObject(found['properties']) ? Object.entries(found['properties']) : [];
  const own = properties.flatMap(([name, inner]) => {
    const at = `${pointer}/${escapedPart(name)}`;
    const resolved = isObject(inner) && typeof inner['$ref'] === 'string' ? schemaAt(document, inner['$ref']) : inner;
    return isObject(resolved) && isAddress(name, resolved) ? [at] : pointersIn(document, inner, at, depth + 1);
  });
  return [...new Set([...within, ...own])];
}
