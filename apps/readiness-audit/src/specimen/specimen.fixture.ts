import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { SecureVersion } from 'node:tls';
import { selfSigned } from './certificate.fixture.ts';
import { bounded, documentOfRoutes } from './document.fixture.ts';
import { EXTRAS, FEATURES } from './features.fixture.ts';
import { counted } from './limit.fixture.ts';
import { Observer } from './observer.fixture.ts';
import { guard } from './people.fixture.ts';
import { type Answer, type Asked, Refusal, type Route, type Specimen } from './route.fixture.ts';

/** What a specimen is to be like. */
export interface Wanted {
  /** Features that it does not have. */
  readonly without?: readonly string[];
  /** Features that it has and others do not. */
  readonly with?: readonly string[];
  /** The only features that it has. */
  readonly only?: readonly string[];
  /** Speaks HTTPS, with a certificate of its own for so many days. */
  readonly tls?: { readonly days?: number; readonly minVersion?: SecureVersion };
  /** Defects that are switched on; each stands in the code where it bites. */
  readonly defects?: readonly string[];
  /** File that it logs to. */
  readonly log?: string;
}

const MOST_BODY = 65_536;

/** A small service that does everything right, unless it is told to have a defect. */
export async function startSpecimen({ without = [], with: extras = [], only, tls, defects = [], log }: Wanted = {}): Promise<Specimen> {
  const has = (defect: string): boolean => defects.includes(defect);
  const features = [...FEATURES.filter(({ feature }) => !without.includes(feature) && (only?.includes(feature) ?? true)), ...EXTRAS.filter(({ feature }) => extras.includes(feature))];
  const state = { has, lacks: (feature: string): boolean => !features.some((one) => one.feature === feature), stored: new Map<string, Map<string, unknown>>() };
  const routes = features.flatMap(({ routes }) => routes(state)).map((route) => (has('lint') ? route : boundedRoute(route)));
  const document = JSON.stringify(documentOfRoutes(routes, has));
  const pair = tls === undefined ? undefined : selfSigned(tls.days);
  const observer = new Observer(has, (pathname) => routes.find((route) => paramsOf(route, pathname) !== undefined)?.path, log);
  const listen: RequestListener = (request, response) => {
    observer.follow(request, response);
    void answer(request, response);
  };
  const server = pair === undefined ? createServer(listen) : createTlsServer({ ...pair, minVersion: tls?.minVersion ?? 'TLSv1.2', ...(tls?.minVersion === undefined ? {} : { ciphers: 'DEFAULT@SECLEVEL=0' }) }, listen);
  const metrics = createServer((_, response) => {
    observer.expose(response);
  });

  function send(request: IncomingMessage, response: ServerResponse, { status, headers = {}, type = 'application/json', json, text }: Answer): void {
    const body = text ?? (json === undefined ? '' : JSON.stringify(json));
    response.writeHead(status, { ...(body === '' ? {} : { 'Content-Type': type }), ...edgeFields(request, has), ...headers });
    response.end(body);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://specimen.invalid');
    try {
      for (const [name, value] of Object.entries(counted(request, state))) response.setHeader(name, value);
      if (url.pathname === '/debug/vars' && has('hidden-route')) {
        send(request, response, { status: 200, json: { requests: 7 } });
        return;
      }
      if (url.pathname === '/openapi.json') {
        send(request, response, { status: 200, text: document });
        return;
      }
      send(request, response, await routed(request, url));
    } catch (error) {
      send(request, response, refusal(error, has));
    }
  }

  async function routed(request: IncomingMessage, url: URL): Promise<Answer> {
    const there = routes.map((route) => ({ route, params: paramsOf(route, url.pathname) })).filter(({ params }) => params !== undefined);
    if (there.length === 0 || (has('unbuilt') && url.pathname === '/me')) throw new Refusal(404, 'NOT_FOUND', 'There is nothing here.');
    const found = there.find(({ route }) => route.method === request.method);
    if (found === undefined && has('method')) throw new Refusal(404, 'NOT_FOUND', 'There is nothing here.');
    if (found === undefined) throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'This cannot be done here.', { Allow: there.map(({ route }) => route.method).join(', ') });
    const { route } = found;
    const params = Object.fromEntries(Object.entries(found.params ?? {}).map(([name, value]) => [name, decoded(value)]));
    const asking = route.isPublic === true ? undefined : guard(request, route, state);
    checkQuery(url.searchParams, route, has);
    const asked: Asked = { params, query: url.searchParams, headers: request.headers, ...(await bodyOf(request, route, has)), ...asking };
    return route.handle(asked);
  }

  for (const one of [server, metrics]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    await Promise.all([closed(server), closed(metrics)]);
  };
  return { url: `${pair === undefined ? 'http' : 'https'}://127.0.0.1:${portOf(server)}`, metricsUrl: `http://127.0.0.1:${portOf(metrics)}/metrics`, state, ...(pair === undefined ? {} : { certificate: pair.cert }), close };
}

const portOf = (server: Server): number => (server.address() as { readonly port: number }).port;

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => void server.close(() => {
    resolve();
  }));
}

function paramsOf({ path }: Route, pathname: string): Record<string, string> | undefined {
  const [pattern, parts] = [path.split('/'), pathname.split('/')];
  if (pattern.length !== parts.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of pattern.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name !== undefined) params[name] = parts[place] ?? '';
    else if (part !== parts[place]) return undefined;
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, 'MALFORMED_PATH', 'The path is not percent-encoded as it should be.');
  }
}

async function bodyOf(request: IncomingMessage, route: Route, has: Specimen['state']['has']): Promise<Pick<Asked, 'body' | 'raw'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks);
  const raw = text.toString();
  if (route.body === undefined) return { raw, body: {} };
  if (text.length > MOST_BODY && !has('body-limit')) throw new Refusal(413, 'BODY_TOO_LARGE', 'Send at most 64 KiB.');
  const isForm = route.body.orForm === true && request.headers['content-type'] === 'application/x-www-form-urlencoded';
  if (isForm) return { raw, body: checkedBody(Object.fromEntries(new URLSearchParams(text.toString())), route.body, has) };
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '') && !has('request-type')) throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json.');
  return { raw, body: checkedBody(parsed(text, has), route.body, has) };
}

/** Its texts, numbers and lists have an end, in what it says and in what it takes. */
const boundedRoute = (route: Route): Route => ({ ...route, ...(bounded({ ...(route.query === undefined ? {} : { query: route.query }), ...(route.headers === undefined ? {} : { headers: route.headers }), answer: route.answer }) as Pick<Route, 'answer'>), ...(route.body === undefined ? {} : { body: { ...route.body, properties: bounded(route.body.properties) as NonNullable<Route['body']>['properties'] } }) });

function checkQuery(asked: URLSearchParams, { query = {} }: Route, has: Specimen['state']['has']): void {
  if (has('validation') || has('page-cap')) return;
  const wrong = Object.entries(query).filter(([name, schema]) => asked.getAll(name).some((value) => !fits(schema['type'] === 'integer' ? Number(value) : value, schema))).map(([name]) => name);
  if (wrong.length > 0) throw new Refusal(400, 'VALIDATION_FAILED', 'Correct the fields named in errors.', {}, wrong.map((name) => ({ pointer: `/${name}` })));
}

function parsed(text: Buffer, has: Specimen['state']['has']): Record<string, unknown> {
  try {
    const value = JSON.parse(text.toString()) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    if (has('500-on-bad-json')) throw new Error(`SyntaxError: Unexpected token in JSON at parse (/srv/app/parse.js:12:7)`);
  }
  throw new Refusal(400, 'MALFORMED_BODY', 'Send an object as JSON.');
}

function checkedBody(value: Record<string, unknown>, { required, properties }: NonNullable<Route['body']>, has: Specimen['state']['has']): Record<string, unknown> {
  if (has('validation')) return value;
  const missing = required.filter((name) => value[name] === undefined);
  const unknown = Object.keys(value).filter((name) => properties[name] === undefined);
  const wrong = Object.entries(properties).filter(([name, schema]) => value[name] !== undefined && !fits(value[name], schema) && !(typeof value[name] === 'object' && (has('nosql') || (has('object-password') && name === 'password')))).map(([name]) => name);
  if (unknown.length > 0 && has('mass-assign')) return value;
  if (has('narrow') && value['size'] === 1_000) wrong.push('size');
  const errors = [...missing, ...unknown, ...wrong];
  if (errors.length > 0) throw new Refusal(400, 'VALIDATION_FAILED', 'Correct the fields named in errors.', {}, errors.map((name) => ({ pointer: `/${name}` })));
  return value;
}

/** As much of JSON Schema as the specimen uses. */
function fits(value: unknown, { type, enum: values, ...schema }: Readonly<Record<string, unknown>>): boolean {
  if (Array.isArray(values)) return values.includes(value);
  const within = (size: number, least: string, most: string): boolean => size >= Number(schema[least] ?? -Infinity) && size <= Number(schema[most] ?? Infinity);
  if (type === 'integer') return Number.isInteger(value) && within(Number(value), 'minimum', 'maximum');
  if (type === 'boolean') return typeof value === 'boolean';
  const { pattern } = schema;
  return typeof value === 'string' && within(value.length, 'minLength', 'maxLength') && isText(value) && (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value));
}

/** Without lone surrogates, which no database keeps, and without NUL. */
const isText = (value: string): boolean => !/[\0\p{Surrogate}]/u.test(value);

function refusal(error: unknown, has: Specimen['state']['has']): Answer {
  const { status, code, message, headers, errors } = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', has('leak') && error instanceof Error ? (error.stack ?? '') : 'Try again.');
  if (has('envelope') && status === 404) return { status, headers, type: 'text/plain', text: message };
  return { status, headers, type: 'application/problem+json', json: { type: `/problems/${code.toLowerCase()}`, title: message, status, code, ...(errors === undefined ? {} : { errors }) } };
}

/** What each answer carries. */
function edgeFields({ headers: { origin } }: IncomingMessage, has: Specimen['state']['has']): Record<string, string> {
  return {
    ...(has('headers') ? { 'X-Powered-By': 'Specimen' } : { 'X-Content-Type-Options': 'nosniff' }),
    'Cache-Control': 'no-store',
    ...(has('cors') && origin !== undefined ? { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' } : {}),
  };
}
