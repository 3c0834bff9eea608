import type { Source } from '../artifacts/walk.ts';
import type { Fields, Request } from '../http/exchange.ts';
import { withCredentials } from '../http/requests.ts';
import { isObject } from '../json.ts';
import { makeValue } from '../openapi/make-value.ts';
import { type ApiDocument, named, type Operation, type Parameter } from '../openapi/document.ts';
import { pairsOf } from '../openapi/pairs.ts';
import { Arranger, type Arranged } from './arranger.ts';
import type { Courier } from './courier.ts';
import { Learned } from './learned.ts';
import { refreshOf, refreshTokenIn, withRefreshToken } from './refresh.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { missingIn, requestOf, withBody } from './templates.ts';
import { delivery, eventsOf } from './webhooks.ts';

/** A request that should succeed, with the credentials of whoever sends it. */
export interface Sample {
  readonly operation: Operation;
  readonly request: Request;
  /** The account of the target file that sends it. */
  readonly account?: string;
  /** Nobody's where there is none. */
  readonly role?: string;
  /** Another one of the same role, who must not reach what the request is about: their credentials. */
  readonly stranger?: Fields;
  readonly source: Source;
}

export interface NoSample {
  readonly cannot: string;
}

/** Where good requests come from: the target's arranger, its target file, the document's examples, its schemas. */
export class Samples {
  readonly learned = new Learned();
  readonly variables = new Map<string, string>();
  readonly #courier: Courier;
  readonly #sessions: Sessions;
  readonly #document: () => ApiDocument;
  readonly #bestAccount = new Map<string, string>();
  #arranger: Arranger | undefined;

  /** @param document what the target says it is; throws Unavailable while nobody knows. */
  constructor(courier: Courier, sessions: Sessions, document: () => ApiDocument) {
    this.#courier = courier;
    this.#sessions = sessions;
    this.#document = document;
  }

  /** A request for an operation, arranged afresh each time where the target can do so. @throws Unavailable when the run ends meanwhile */
  async of(operation: Operation): Promise<Sample | NoSample> {
    const { arrange, samples = {}, webhooks = [] } = this.#courier.target;
    if (samples[operation.id] !== undefined) return this.#fromTarget(operation);
    const webhook = webhooks.find(({ path }) => operation.method === 'POST' && path === operation.path);
    if (webhook !== undefined) return { operation, request: delivery(webhook, eventsOf(this.#courier.mask, webhook, this.variables)[0] ?? ''), source: 'signed' };
    if (arrange !== undefined) {
      const arranged = await this.#ask(arrange, operation);
      if (!('cannot' in arranged)) return arrangedSample(operation, arranged);
      if (!arranged.cannot.startsWith('unknown')) return arranged;
    }
    return refreshOf([operation]) === undefined ? this.#fromDocument(operation) : this.#refreshSample(operation);
  }

  /** A refresh succeeds with the token of a login that nobody else goes on with. */
  async #refreshSample(operation: Operation): Promise<Sample | NoSample> {
    const sample = this.#fromDocument(operation);
    const session = this.accountsFor(operation)[0];
    const answer = session === undefined ? undefined : (await this.#sessions.apart(session.account)).answer;
    const refresh = answer === undefined ? undefined : refreshTokenIn(answer);
    if (session === undefined || refresh === undefined) return sample;
    this.#courier.mask.add(refresh.value, `refresh token of ${session.account}`);
    const bare: Request = 'cannot' in sample ? { method: operation.method, path: operation.path } : sample.request;
    return { operation, request: withRefreshToken(bare, operation, session.credentials, refresh), account: session.account, role: session.role, source: 'document' };
  }

  /** An account succeeded with an operation: it is tried first with what lies below the same path. */
  succeeded(operation: Operation, account: string | undefined): void {
    if (account !== undefined) this.#bestAccount.set(prefixOf(operation), account);
  }

  /** The accounts that may send an operation, the likeliest first. */
  accountsFor(operation: Operation): readonly Session[] {
    const roles = rolesOf(operation, this.#courier.target.roles);
    const all = this.#sessions.usable.filter(({ role }) => roles === undefined || roles.includes(role));
    const best = this.#bestAccount.get(prefixOf(operation));
    return [...all.filter(({ account }) => account === best), ...all.filter(({ account }) => account !== best)];
  }

  #fromTarget(operation: Operation): Sample | NoSample {
    const template = this.#courier.target.samples?.[operation.id] ?? {};
    const variables = Object.fromEntries(this.variables);
    const missing = missingIn(template, variables);
    if (missing.length > 0) return { cannot: `its sample needs ${missing.join(', ')}, which nothing has told` };
    const { params } = this.learned.paramsFor(operation.path);
    const request = requestOf({ ...template, params: { ...params, ...template.params } }, { variables, operation });
    const session = template.as === undefined ? undefined : this.#sessions.named(template.as);
    if (template.as !== undefined && session === undefined) return { cannot: `its sample is sent by ${template.as}, who is not logged in` };
    return sampleBy(operation, request, session, 'target file');
  }

  #fromDocument(operation: Operation): Sample | NoSample {
    const { login } = this.#courier.target;
    if (login?.path === operation.path && login.method === operation.method) return this.#loginSample(operation);
    const document = this.#document();
    const values = this.#parameters(document, operation);
    if ('cannot' in values) return values;
    const bare = requestOf(values, { variables: {}, operation });
    const body = this.#body(document, operation, bare);
    if ('cannot' in body) return body;
    const [session] = operation.security === 'none' ? [] : this.accountsFor(operation);
    if (operation.security === 'required' && session === undefined) return { cannot: `${named(operation)} needs credentials, and no account of the target file may send it.${this.#sessions.refused}` };
    return sampleBy(operation, body, session, 'document');
  }

  #loginSample(operation: Operation): Sample | NoSample {
    const account = Object.values(this.#courier.target.accounts ?? {}).find(({ variables, spare }) => variables !== undefined && spare !== true);
    if (account === undefined) return { cannot: `no account of the target file logs in.${this.#sessions.refused}` };
    return { operation, request: requestOf(this.#courier.target.login ?? {}, { variables: account.variables ?? {} }), source: 'target file' };
  }

  #parameters(document: ApiDocument, operation: Operation): { readonly params: Record<string, string>; readonly query: Record<string, string>; readonly headers: Record<string, string> } | NoSample {
    const { params } = this.learned.paramsFor(operation.path);
    const values = { params: { ...params } as Record<string, string>, query: {} as Record<string, string>, headers: {} as Record<string, string> };
    const places = { path: values.params, query: values.query, header: values.headers, cookie: undefined };
    for (const parameter of operation.parameters) {
      const place = places[parameter.in];
      if (place === undefined || !parameter.required || place[parameter.name] !== undefined || /^(authorization|content-type|accept)$/i.test(parameter.name)) continue;
      const value = this.#valueOf(document, parameter);
      if (isObject(value) && parameter.in === 'query') {
        // Without a word about it, each member is a parameter of its own. OpenAPI 3.1 section 4.8.12.
        Object.assign(place, Object.fromEntries(pairsOf(parameter.style === 'deepObject' ? { [parameter.name]: value } : value, [parameter.name])));
        continue;
      }
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return { cannot: `nothing tells a value for ${parameter.name} (${parameter.in})` };
      place[parameter.name] = String(value);
    }
    return values;
  }

  /** Of a list its first one, which is written as a list of one is. */
  #valueOf(document: ApiDocument, { name, in: where, schema, examples }: Parameter): unknown {
    if (/^idempotency-key$/i.test(name)) return crypto.randomUUID();
    const made = this.learned.named(name) ?? examples[0] ?? (schema === undefined ? (where === 'path' ? undefined : 'audit') : makeValue(document, schema));
    return Array.isArray(made) ? (made as unknown[])[0] : made;
  }

  #body(document: ApiDocument, operation: Operation, request: Request): Request | NoSample {
    const types = Object.entries(operation.body?.content ?? {});
    const [type, content] = types.find(([name]) => /json/i.test(name)) ?? types[0] ?? [];
    if (type === undefined || content === undefined) return request;
    if (type.startsWith('multipart/')) return { cannot: `its body is ${type}: give a sample in the target file` };
    const made = content.examples[0] ?? (content.schema === undefined ? undefined : makeValue(document, content.schema));
    if (made === undefined) return operation.body?.required === true ? { cannot: 'its body has neither an example nor a schema from which one can be made' } : request;
    return withBody(request, this.#withIds(made), type, content);
  }

  /** Ids of a made body stand for what was learned: `orderId`. */
  #withIds(value: unknown): unknown {
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, /id$/i.test(name) && name.length > 2 && typeof one === 'string' ? (this.learned.named(name) ?? one) : one]));
  }

  async #ask(command: string, operation: Operation): Promise<Arranged | NoSample> {
    if (this.#arranger === undefined) {
      const arranger = new Arranger(command, this.#courier.target.folder);
      this.#arranger = arranger;
      this.#courier.ending.addEventListener('abort', () => arranger.giveUp(this.#courier.gone ?? ''));
      this.#courier.onLeave(() => arranger.close());
    }
    const arranged = await this.#arranger.ask(operation.id);
    this.#courier.ending.throwIfAborted();
    return arranged;
  }
}

function arrangedSample(operation: Operation, arranged: Arranged): Sample {
  const { base64, role, stranger, ...template } = arranged;
  const request = requestOf(template, { variables: {}, operation });
  return { operation, request: base64 === undefined ? request : { ...request, body: Buffer.from(base64, 'base64') }, ...(role === undefined ? {} : { role }), ...(stranger === undefined ? {} : { stranger: Object.entries(stranger) }), source: 'arranged' };
}

/** A request as somebody sends it. */
export function sampleBy(operation: Operation, request: Request, session: Session | undefined, source: Source): Sample {
  if (session === undefined) return { operation, request, source };
  return { operation, request: withCredentials(request, session.credentials), account: session.account, role: session.role, source };
}

/** Roles that an operation is for: `x-roles` of the document, else what the target file says; undefined when nobody says. */
export function rolesOf(operation: Operation, told: Readonly<Record<string, readonly string[]>> | undefined): readonly string[] | undefined {
  const roles = operation.raw['x-roles'];
  return told?.[operation.id] ?? (Array.isArray(roles) ? roles.map(String) : undefined);
}

/** The path up to its first parameter. */
const prefixOf = ({ path }: Operation): string => path.split('/{')[0] ?? path;
