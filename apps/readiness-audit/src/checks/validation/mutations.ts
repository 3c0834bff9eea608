import { replacedAt } from '../../gather/pointers.ts';
import type { Sample } from '../../gather/samples.ts';
import { mediaTypeOf, type Request } from '../../http/exchange.ts';
import { jsonBody, sendsJson, withField, withFreshKey, withJson, withoutQuery, withQuery, withSegment } from '../../http/requests.ts';
import type { Json } from '../../json.ts';
import type { Variation } from '../../judge/check.ts';
import { type ApiDocument, contentFor, type Operation, type Parameter, type Pointer } from '../../openapi/document.ts';
import { type Member, membersOf, resolvedSchema, typesOf } from '../../openapi/members.ts';
import { schemasOf } from '../../openapi/schemas.ts';
import { isPassword } from './logins.ts';

/** What a mutation breaks; of each kind some are sent before a second of another. */
const KINDS = ['required', 'type', 'bounds', 'length', 'format', 'enum'] as const;
type Kind = (typeof KINDS)[number];

interface Mutation extends Variation {
  readonly kind: Kind;
}

/** A value that a schema forbids, and why. */
interface Forbidden {
  readonly kind: Kind;
  readonly value: unknown;
  readonly why: string;
}

const MOST = 6;
/** A service counts wrong logins and locks the account: few are sent. */
const MOST_OF_LOGIN = 2;
/** Formats whose breach nobody can take for something else. */
const STRICT_FORMATS = new Set(['date-time', 'date', 'email', 'uuid', 'uri', 'ipv4', 'ipv6']);
/** A text that is longer than this is no test of validation any more. */
const LONGEST = 100_000;

/** A value of no type that a service could make out of another one: even those that turn texts into numbers cannot turn this. */
function ofOtherType(schema: Json): unknown {
  const types = typesOf(schema);
  if (types.length === 0) return undefined;
  if (types.includes('string')) return types.includes('object') ? undefined : { audit: true };
  if (types.includes('object')) return 7;
  // Some make a list of one of what is no list: then that one is of the wrong type.
  return types.includes('array') ? (typesOf((schema['items'] ?? {}) as Json).includes('object') ? 7 : { audit: true }) : 'audit';
}

function beyondBounds(schema: Json): unknown {
  const bound = (name: string): number | undefined => (typeof schema[name] === 'number' ? schema[name] : undefined);
  const [least, most, above, below] = [bound('minimum'), bound('maximum'), bound('exclusiveMinimum'), bound('exclusiveMaximum')];
  if (least !== undefined || above !== undefined) return above ?? (least ?? 0) - 1;
  return below ?? (most === undefined ? undefined : most + 1);
}

function beyondLength(schema: Json): unknown {
  const { maxLength, minLength } = schema;
  if (typeof maxLength === 'number' && maxLength < LONGEST) return 'a'.repeat(maxLength + 1);
  return typeof minLength === 'number' && minLength > 0 ? '' : undefined;
}

/** What a schema does not allow, one of each kind. */
function forbiddenBy(schema: Json): readonly Forbidden[] {
  const types = typesOf(schema);
  const isText = types.length === 1 && types[0] === 'string';
  const isNumber = types.length > 0 && types.every((one) => one === 'integer' || one === 'number');
  const all: readonly Forbidden[] = [
    { kind: 'type', value: ofOtherType(schema), why: `of another type than ${types.join(' or ')}` },
    ...(isNumber ? [{ kind: 'bounds', value: beyondBounds(schema), why: 'out of bounds' } as const] : []),
    ...(isText ? [{ kind: 'length', value: beyondLength(schema), why: 'of a length that is out of bounds' } as const] : []),
    ...(isText && STRICT_FORMATS.has(String(schema['format'])) ? [{ kind: 'format', value: 'audit', why: `no ${String(schema['format'])}` } as const] : []),
    ...(isText && Array.isArray(schema['enum']) ? [{ kind: 'enum', value: 'audit-none-of-these', why: 'none of the values of its enum' } as const] : []),
  ];
  return all.filter(({ value }) => value !== undefined);
}

function ofBody(document: ApiDocument, { operation, request }: Sample): readonly Mutation[] {
  const body = jsonBody(request);
  const schema = bodySchema(operation, request);
  if (schema === undefined || typeof body !== 'object' || body === null) return [];
  const isForbidden = (changed: unknown): boolean => schemasOf(document).allows(schema, changed) === false;
  return membersOf(document, schema, body).flatMap((member) => ofMember(member, body)).filter(({ changed }) => isForbidden(changed)).map(({ kind, name, changed }) => ({ kind, name, request: withFreshKey(withJson(request, changed)) }));
}

function ofMember({ pointer, schema, required, value }: Member, body: unknown): readonly { readonly kind: Kind; readonly name: string; readonly changed: unknown }[] {
  if (schema['readOnly'] === true) return [];
  const shown = pointer.slice(1).replaceAll('/', '.');
  const missing = required && value !== undefined ? [{ kind: 'required', name: `without ${shown}`, changed: replacedAt(body, pointer, undefined) } as const] : [];
  return [...missing, ...forbiddenBy(schema).map(({ kind, value: forbidden, why }) => ({ kind, name: `${shown} ${why}`, changed: replacedAt(body, pointer, forbidden) }))];
}

/** The schema of a JSON body that a request sends. */
export function bodySchema(operation: Operation, request: Request): Pointer | undefined {
  return sendsJson(request) ? contentFor(operation.body?.content ?? {}, mediaTypeOf(request.headers ?? []))?.schema : undefined;
}

function ofParameters(document: ApiDocument, { operation, request }: Sample): readonly Mutation[] {
  return operation.parameters.flatMap((parameter): readonly Mutation[] => {
    const schema = parameter.schema === undefined ? {} : resolvedSchema(document, { $ref: parameter.schema });
    const values = forbiddenBy(schema).filter(({ kind, value }) => typeof value !== 'object' && !(kind === 'type' && typesOf(schema).includes('array')));
    const wrong = values.flatMap(({ kind, value, why }) => mutated(request, operation, parameter, value).map((changed) => ({ kind, name: `${parameter.name} ${why}`, request: withFreshKey(changed) })));
    return [...missingParameter(request, parameter), ...wrong];
  });
}

function missingParameter(request: Request, { name, in: where, required }: Parameter): readonly Mutation[] {
  if (!required || /^(authorization|cookie|accept|content-type)$/i.test(name) || (where !== 'query' && where !== 'header')) return [];
  return [{ kind: 'required', name: `without ${name}`, request: where === 'query' ? withoutQuery(request, name) : withField(request, name, undefined) }];
}

function mutated(request: Request, { path }: Operation, { name, in: where }: Parameter, value: unknown): readonly Request[] {
  const text = String(value);
  if (where === 'query') return [withQuery(request, name, text)];
  // An empty segment is another path.
  const changed = where === 'path' && text !== '' ? withSegment(request, path, name, encodeURIComponent(text)) : undefined;
  return changed === undefined ? [] : [changed];
}

/** A good request, each with one thing that its document forbids: at most six, of as many kinds as there are. */
export function mutationsOf(document: ApiDocument, sample: Sample, isLogin: boolean): readonly Variation[] {
  const [ofBodies, ofOthers] = [spread(ofBody(document, sample)), spread(ofParameters(document, sample))];
  const chosen = isLogin ? chosenOfLogin([...ofBodies, ...ofOthers]) : chosenOf(ofBodies, ofOthers);
  return chosen.map(({ name, request }) => ({ name, request }));
}

function chosenOf(ofBodies: readonly Mutation[], ofOthers: readonly Mutation[]): readonly Mutation[] {
  const others = ofOthers.slice(0, Math.max(2, MOST - ofBodies.length));
  return [...ofBodies.slice(0, MOST - Math.min(others.length, MOST)), ...others].slice(0, MOST);
}

/** What is no text at all in place of the password comes first: who takes it lets anybody in. */
function chosenOfLogin(all: readonly Mutation[]): readonly Mutation[] {
  const ofPassword = all.find(({ kind, name }) => kind === 'type' && isPassword(name.split(' ')[0]?.split('.').at(-1) ?? ''));
  return [...(ofPassword === undefined ? [] : [ofPassword]), ...all.filter((one) => one !== ofPassword)].slice(0, MOST_OF_LOGIN);
}

/** The first of each kind before the second of any. */
function spread(mutations: readonly Mutation[]): readonly Mutation[] {
  const ranked = mutations.map((one, place) => ({ one, rank: mutations.slice(0, place).filter(({ kind }) => kind === one.kind).length, kind: KINDS.indexOf(one.kind) }));
  return ranked.sort((first, second) => first.rank - second.rank || first.kind - second.kind).map(({ one }) => one);
}
