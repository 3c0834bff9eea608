import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Answer, type Exchange, inWords, jsonOf, type Request } from '../../http/exchange.ts';
import { withJson } from '../../http/requests.ts';
import { isObject, type Json } from '../../json.ts';
import { varyingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { membersOf, resolvedSchema } from '../../openapi/members.ts';
import { bodySchema } from './mutations.ts';
import { isLogin } from './logins.ts';
import { resend } from './resend.ts';

/** Members that nobody may give themselves, and the values with which it is tried. */
const PRIVILEGES: Json = { role: 'admin', roles: ['admin'], isAdmin: true, admin: true, is_admin: true, verified: true, emailVerified: true, permissions: ['*'], balance: 987_654_321, credits: 987_654_321 };
/** Means nothing to anybody: a service that gives it back gives back whatever it is sent. */
const NONSENSE = 'auditNonsense';
const OWNED = /owner|user|account|tenant|organi[sz]ation|role|plan|credit|balance|verified|admin|created|_?id$/i;

/** What an answer holds, without the wrapper that some put around it. */
function contentOf(answer: Pick<Answer, 'body'> | undefined): Json {
  const value = answer === undefined ? undefined : jsonOf(answer);
  if (!isObject(value)) return {};
  return isObject(value['data']) ? value['data'] : value;
}

/** Another value of the same sort, for a member that the service itself fills in. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 987_654_321;
  if (typeof value !== 'string') return undefined;
  if (/^[\da-f]{8}-[\da-f]{4}-/i.test(value)) return randomUUID();
  if (/^[\da-f]{24}$/i.test(value)) return randomUUID().replaceAll('-', '').slice(0, 24);
  if (/^\d{1,15}$/.test(value)) return '987654321';
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return '2001-02-03T04:05:06.000Z';
  return /@/.test(value) ? 'audit-other@example.org' : undefined;
}

/** What is put in: privileges, and what the service filled in by itself the last time. */
function smuggled(control: Exchange, known: ReadonlySet<string>): Json {
  const own = Object.entries(contentOf(control.answer)).filter(([name]) => OWNED.test(name)).map(([name, value]) => [name, otherThan(value)] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...Object.entries(PRIVILEGES), ...own, [NONSENSE, 'audit'] as const].filter(([name]) => !known.has(name)));
}

export const massAssign = varyingCheck({
  meta: {
    id: 'validation.mass-assign',
    title: 'Nobody gives themselves what only the service may give',
    mode: 'active',
    severity: 'P0',
    why: 'A body that goes into the database as it came lets callers set their role, the owner of a record or their balance.',
    how: 'Behind each good request that writes, the same is sent with members that its schema does not name: role, isAdmin, balance and the like, and those that the service filled in by itself, such as id, owner or creation time, with other values. Refused or ignored is right. A member that comes back with the smuggled value, in the answer or when the record is read, fails. A service that returns anything it is sent is judged by what is read again and by what it fills in.',
    mend: 'Take named members out of the body one by one, or refuse unknown ones (`additionalProperties: false`, whitelist of the validation).',
    sources: ['OWASP API Security Top 10 2023, API3', 'CWE-915', 'OWASP Mass Assignment Cheat Sheet'],
  },
  needs: ['document'],
  follow: async (sample, control, lab) => {
    if (!/^(POST|PUT|PATCH)$/.test(sample.operation.method) || isLogin(sample, lab)) return [];
    const document = lab.artifact('document');
    const schema = bodySchema(sample.operation, sample.request);
    // A map of whatever names takes any member by design.
    if (schema === undefined || isOpen(resolvedSchema(document, { $ref: schema }))) return [];
    const fresh = await resend(sample, lab);
    if (fresh === undefined) return [];
    const known = new Set([...membersOf(document, schema, fresh.body).map(({ name }) => name), ...Object.keys(fresh.body)]);
    const wanted = smuggled(control, known);
    const exchange = await lab.send(withJson(fresh.request, { ...fresh.body, ...wanted }));
    const variation = `with ${Object.keys(wanted).join(', ')}`;
    const read = readBack(fresh.request, exchange);
    return [{ variation, exchange }, ...(read === undefined ? [] : [{ variation: `${variation}, read again`, exchange: await lab.send(read) }])];
  },
  judge: ({ document }, varied) => {
    if (document.operations.every(({ body }) => body === undefined)) return notApplicable('No operation of the document takes a body.');
    if (varied.length === 0) return notAvailable('No operation that takes an object as JSON, with a schema, succeeded.');
    const sent = varied.filter(({ exchange }) => exchange.request.method !== 'GET' && shows(exchange));
    if (sent.length === 0) return notAvailable('No answer to a smuggled member shows the record that was written.');
    const findings = sent.flatMap((one): readonly Finding[] => {
      const sentBody = jsonOf({ body: one.exchange.request.body ?? '' });
      const wanted = isObject(sentBody) ? sentBody : {};
      const answers = [one.exchange, ...varied.filter(({ operation, variation }) => operation === one.operation && variation === `${one.variation}, read again`).map(({ exchange }) => exchange)];
      const taken = answers.flatMap((exchange) => takenIn(exchange, wanted, contentOf(one.control?.answer), exchange !== one.exchange).map((name) => ({ name, exchange })));
      const [first] = taken;
      return first === undefined ? [] : [{ subject: one.operation, problem: `${[...new Set(taken.map(({ name }) => name))].join(', ')} came back with the value that the caller smuggled in: ${inWords(first.exchange)}`, exchange: first.exchange.id }];
    });
    return verdictOf({ count: sent.length, of: 'requests with smuggled members' }, sent.slice(0, 5).map(({ exchange }) => ({ text: inWords(exchange), exchange: exchange.id })), findings);
  },
});

/** It was refused, or its answer shows what was made of it. */
const shows = ({ answer }: Exchange): boolean => answer !== undefined && ((answer.status >= 400 && answer.status < 500) || Object.keys(contentOf(answer)).length > 0);

const isOpen = ({ additionalProperties, properties }: Json): boolean => additionalProperties === true || isObject(additionalProperties) || properties === undefined;

/** How the record is read that a request wrote: by the place that the answer tells, or by its own. */
function readBack({ method, path, headers = [] }: Request, { answer }: Exchange): Request | undefined {
  if (answer === undefined || answer.status >= 300) return undefined;
  const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const { id } = contentOf(answer);
  const item = typeof id === 'string' || typeof id === 'number' ? `${path.split('?')[0] ?? path}/${encodeURIComponent(id)}` : undefined;
  const place = location?.startsWith('/') === true ? location : method === 'POST' ? item : path;
  return place === undefined ? undefined : { method: 'GET', path: place, headers: headers.filter(([name]) => !/^(content-type|content-length|idempotency-key)$/i.test(name)) };
}

/** @param isStored it was read again: then it is no mere echo */
function takenIn({ answer }: Exchange, wanted: Json, before: Json, isStored: boolean): readonly string[] {
  if (answer === undefined || answer.status >= 300) return [];
  const content = contentOf(answer);
  const echoes = content[NONSENSE] !== undefined && !isStored;
  return Object.keys(content).filter((name) => name !== NONSENSE && wanted[name] !== undefined && isDeepStrictEqual(content[name], wanted[name]) && !isDeepStrictEqual(before[name], wanted[name]) && (name in PRIVILEGES ? !echoes || name in before : before[name] !== undefined && otherThan(before[name]) !== undefined && OWNED.test(name)));
}
