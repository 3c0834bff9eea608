import { randomUUID } from 'node:crypto';
import { type Fields, fieldOf, type Request } from './exchange.ts';

/** Fields that say who is asking. */
const CREDENTIALS = /^(authorization|cookie|x-api-key|api-key|x-auth-token|x-access-token)$/i;

/** A request with one field set, in place of those of its name. @param value undefined takes it away. */
export function withField(request: Request, name: string, value: string | undefined): Request {
  const others = (request.headers ?? []).filter(([field]) => field.toLowerCase() !== name.toLowerCase());
  return { ...request, headers: value === undefined ? others : [...others, [name, value]] };
}

/** A request by nobody. @param own further names of fields that carry credentials, in lower case */
export function withoutCredentials(request: Request, own: ReadonlySet<string> = new Set()): Request {
  return { ...request, headers: (request.headers ?? []).filter(([field]) => !CREDENTIALS.test(field) && !own.has(field.toLowerCase())) };
}

/** A request by somebody else. @param credentials the fields that say who. */
export function withCredentials(request: Request, credentials: Fields): Request {
  const bare = withoutCredentials(request, new Set(credentials.map(([name]) => name.toLowerCase())));
  return { ...bare, headers: [...(bare.headers ?? []), ...credentials] };
}

/** A request with another body. @param value sent as JSON */
export const withJson = (request: Request, value: unknown): Request => ({ ...withField(request, 'Content-Type', fieldOf(request.headers ?? [], 'content-type') ?? 'application/json'), body: JSON.stringify(value) });

/** The body of a request as JSON; undefined where it is none. */
export function jsonBody({ body }: Pick<Request, 'body'>): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** A request with a query parameter set. */
export function withQuery(request: Request, name: string, value: string): Request {
  const [path = '', query = ''] = request.path.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set(name, value);
  return { ...request, path: `${path}?${parameters.toString()}` };
}

/** A request with a query parameter taken away. */
export function withoutQuery(request: Request, name: string): Request {
  const [path = '', query = ''] = request.path.split('?');
  const parameters = new URLSearchParams(query);
  parameters.delete(name);
  return { ...request, path: parameters.size === 0 ? path : `${path}?${parameters.toString()}` };
}

/**
 * A request with a parameter of its path set.
 * @param path of the operation: `/things/{thingId}`
 * @param segment as it is sent, percent-encoded
 * @returns undefined where the path has no segment that is this parameter
 */
export function withSegment(request: Request, path: string, name: string, segment: string): Request | undefined {
  const place = path.split('/').indexOf(`{${name}}`);
  if (place === -1) return undefined;
  const [asked = '', ...query] = request.path.split('?');
  return { ...request, path: [asked.split('/').map((part, at) => (at === place ? segment : part)).join('/'), ...query].join('?') };
}

/** Whether a request says that its body is JSON. */
export const sendsJson = ({ headers = [], body }: Request): boolean => body !== undefined && /json/i.test(fieldOf(headers, 'content-type') ?? '');

/** Fields by which a request is known again when it is repeated: draft-ietf-httpapi-idempotency-key-header, and as it was called before. */
export const IDEMPOTENCY_KEY = /^(x-)?idempotency-key$/i;

/** A request under a key of its own where it carries one: under a used one it would be refused, or answered, for the key's sake. */
export function withFreshKey(request: Request): Request {
  return { ...request, headers: (request.headers ?? []).map(([name, value]) => [name, IDEMPOTENCY_KEY.test(name) ? randomUUID() : value] as const) };
}
