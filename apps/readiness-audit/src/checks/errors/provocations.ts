import { randomUUID } from 'node:crypto';
import type { Lab } from '../../gather/lab.ts';
import { replacedAt } from '../../gather/pointers.ts';
import type { Sample } from '../../gather/samples.ts';
import { mediaTypeOf, type Request } from '../../http/exchange.ts';
import { jsonBody, sendsJson, withField, withFreshKey, withJson, withoutCredentials, withQuery, withSegment } from '../../http/requests.ts';
import { isObject } from '../../json.ts';
import type { Variation } from '../../judge/check.ts';
import { type ApiDocument, contentFor, type Operation } from '../../openapi/document.ts';
import { membersOf, typesOf } from '../../openapi/members.ts';

/** `orderId`, `order_id`; not the word itself: whose id a sender chooses is new. */
const ID = /[a-z]Id$|_id$/;
const MOST_IDS = 2;

/** As long as what it stands for, and nobody's. */
function unknownLike(id: string): string {
  if (/^[\da-f]{24}$/i.test(id)) return randomUUID().replaceAll('-', '').slice(0, 24);
  if (/^\d+$/.test(id)) return '987654321';
  return /^[\da-f]{8}-/i.test(id) ? randomUUID() : `audit-${randomUUID().slice(0, 8)}`;
}

/** Ids in a body, each in turn of nothing: what a database is asked for and does not have. */
function ofIds(document: ApiDocument, operation: Operation, request: Request): readonly Variation[] {
  const schema = contentFor(operation.body?.content ?? {}, mediaTypeOf(request.headers ?? []))?.schema;
  const body = jsonBody(request);
  if (schema === undefined || !sendsJson(request) || !isObject(body)) return [];
  const ids = membersOf(document, schema, body).filter(({ name, schema: of, value }) => typesOf(of)[0] === 'string' && (of['format'] === 'uuid' || (ID.test(name) && typeof value === 'string')));
  return ids.slice(0, MOST_IDS).map(({ pointer, name, value }) => ({ name: `a ${name} of nothing`, request: withFreshKey(withJson(request, replacedAt(body, pointer, unknownLike(typeof value === 'string' ? value : randomUUID())))) }));
}

function ofBody(request: Request): readonly Variation[] {
  if (!sendsJson(request) || jsonBody(request) === undefined) return [];
  const text = request.body?.toString() ?? '';
  const bodies: readonly (readonly [string, string])[] = [['a body that breaks off', text.slice(0, -1)], ['null for a body', 'null'], ['a list for a body', '[]'], ['no body', '']];
  return bodies.map(([name, body]) => ({ name, request: withFreshKey({ ...request, body }) }));
}

function ofPath({ path, parameters }: Operation, request: Request): readonly Variation[] {
  const last = parameters.filter((one) => one.in === 'path').at(-1);
  const place = last === undefined ? -1 : path.split('/').indexOf(`{${last.name}}`);
  if (last === undefined || place === -1) return [];
  const known = request.path.split('?')[0]?.split('/')[place] ?? '';
  const segments: readonly (readonly [string, string])[] = [[`a ${last.name} of nothing`, unknownLike(known)], [`a ${last.name} that is no id`, 'audit%20%27%22%5C%00'], [`a ${last.name} of broken percent-encoding`, '%E0%A4%A']];
  return segments.flatMap(([name, segment]) => {
    const changed = withSegment(request, path, last.name, segment);
    return changed === undefined ? [] : [{ name, request: withFreshKey(changed) }];
  });
}

function ofQuery({ parameters }: Operation, request: Request): readonly Variation[] {
  const [first] = parameters.filter((one) => one.in === 'query');
  if (first === undefined) return [];
  const twice = `${request.path}${request.path.includes('?') ? '&' : '?'}${encodeURIComponent(first.name)}=1&${encodeURIComponent(first.name)}=%00`;
  return [{ name: `${first.name} twice`, request: { ...request, path: twice } }, { name: `${first.name} as an object`, request: withQuery(request, `${first.name}[audit]`, '1') }];
}

/** By the request that they are made of. */
const MADE = new WeakMap<Sample, readonly Variation[]>();

/**
 * A good request made wrong in each of the ways in which strangers get it wrong: what a service says then is said to strangers. Made once, with
 * its random ids and keys, so that the walk sends it once for all checks that ask for it.
 */
export function provocations(sample: Sample, lab: Lab): readonly Variation[] {
  const made = MADE.get(sample) ?? provoking(sample, lab.artifact('document'));
  MADE.set(sample, made);
  return made;
}

function provoking({ operation, request }: Sample, document: ApiDocument): readonly Variation[] {
  const mistyped = sendsJson(request) ? [{ name: 'as text/plain', request: withField(withFreshKey(request), 'Content-Type', 'text/plain') }] : [];
  const bare = operation.security === 'required' ? [{ name: 'without credentials', request: withoutCredentials(request) }] : [];
  return [...bare, ...ofBody(request), ...ofIds(document, operation, request), ...mistyped, ...ofPath(operation, request), ...ofQuery(operation, request)];
}
