import { leavesOf, replacedAt } from '../../gather/pointers.ts';
import { type Exchange, inWords, jsonOf } from '../../http/exchange.ts';
import { jsonBody, withJson } from '../../http/requests.ts';
import { varyingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import type { ApiDocument, Pointer } from '../../openapi/document.ts';
import { makeValue } from '../../openapi/make-value.ts';
import { type Member, membersOf, typesOf } from '../../openapi/members.ts';
import { schemasOf } from '../../openapi/schemas.ts';
import { isLogin } from './logins.ts';
import { bodySchema } from './mutations.ts';
import { resend } from './resend.ts';

const MOST = 2;
const LONGEST = 2_000;
/** What a text must be beyond its schema is no secret here: no made-up one would do. */
const PARTICULAR = /pass|token|code|secret|phone|iban|bic|country|currency|zone|locale|lang|url|uri|link|mail|key|cron|expression|colou?r|domain|host|address|hash|sign|_?id$|date|time|expir|at$/i;

interface Other {
  readonly name: string;
  readonly pointer: string;
  readonly value: unknown;
}

const isNumber = (type: string | undefined): boolean => type === 'integer' || type === 'number';

/** Values at the bounds that a schema names, and optional members that were left out. */
function othersOf(member: Member): readonly Other[] {
  const { name, schema, value, required } = member;
  if (schema['readOnly'] === true || PARTICULAR.test(name) || ['pattern', 'enum', 'const'].some((keyword) => schema[keyword] !== undefined)) return [];
  // Of numbers it tells no more than their width.
  if (schema['format'] !== undefined && typesOf(schema).includes('string')) return [];
  if (value !== undefined) return atBounds(member);
  const [type] = typesOf(schema);
  const isPlain = type === 'string' || type === 'boolean' || isNumber(type);
  const made = isPlain && !required ? makeValue({ document: { made: schema } }, '#/made') : undefined;
  return made === undefined ? [] : [{ name: `with ${name}`, pointer: member.pointer, value: made }];
}

function atBounds({ pointer, name, schema }: Member): readonly Other[] {
  const { minimum, maximum, minLength, maxLength } = schema;
  const [type] = typesOf(schema);
  const lengths = [['at its greatest length', typeof maxLength === 'number' && maxLength <= LONGEST ? 'a'.repeat(maxLength) : undefined], ['at its least length', typeof minLength === 'number' && minLength > 0 ? 'a'.repeat(minLength) : undefined]] as const;
  const bounds: readonly (readonly [string, unknown])[] = type === 'string' ? lengths : isNumber(type) ? [['at its maximum', maximum], ['at its minimum', minimum]] : [];
  return bounds.filter(([, bound]) => bound !== undefined).map(([where, bound]) => ({ name: `${name} ${where}`, pointer, value: bound }));
}

function allowedOthers(document: ApiDocument, schema: Pointer, body: unknown): readonly Other[] {
  const all = membersOf(document, schema, body).map(othersOf);
  // The first of each member before the second of any.
  const spread = [0, 1].flatMap((place) => all.flatMap((others) => others[place] ?? []));
  return spread.filter(({ pointer, value }) => schemasOf(document).allows(schema, replacedAt(body, pointer, value)) === true).slice(0, MOST);
}

export const positive = varyingCheck({
  meta: {
    id: 'validation.positive',
    title: 'What the document allows is not refused as invalid',
    mode: 'active',
    severity: 'P1',
    why: 'A client that was made from the document sends what the document allows. If that is refused, the document is wrong, and each team that uses it finds out by itself.',
    how: 'Behind a good request the same is sent with a member at the bounds of its schema, or with an optional member that was left out; up to two for each operation. A 400 or 422 whose answer is about the member fails (one about another member tells that the two do not go together), as long as the unchanged request succeeds once more right behind it. Members that have rules of their own (passwords, codes, addresses, times, ids) are left alone.',
    mend: 'Put the rule that refuses it into the schema, or take the rule away.',
    sources: ['OpenAPI Specification 3.1 section 4.8.24', 'JSON Schema 2020-12, validation, section 6'],
  },
  needs: ['document'],
  follow: async (sample, _, lab) => {
    const document = lab.artifact('document');
    const schema = bodySchema(sample.operation, sample.request);
    if (schema === undefined || sample.operation.method === 'DELETE' || isLogin(sample, lab)) return [];
    // What is arranged afresh has the same members: where nothing can be tried with them, nothing is arranged.
    const most = allowedOthers(document, schema, jsonBody(sample.request)).length;
    const sent: { readonly variation: string; readonly exchange: Exchange }[] = [];
    for (let place = 0; place < most; place += 1) {
      const fresh = await resend(sample, lab);
      const other = fresh === undefined ? undefined : allowedOthers(document, schema, fresh.body)[place];
      if (fresh === undefined || other === undefined) break;
      const exchange = await lab.send(withJson(fresh.request, replacedAt(fresh.body, other.pointer, other.value)));
      sent.push({ variation: other.name, exchange });
      const again = isRefusal(exchange, other.pointer) ? await resend(sample, lab) : undefined;
      if (again !== undefined) sent.push({ variation: `${other.name}, unchanged`, exchange: await lab.send(again.request) });
    }
    return sent;
  },
  judge: ({ document }, varied) => {
    if (document.operations.every(({ body }) => body === undefined)) return notApplicable('No operation of the document takes a body.');
    const sent = varied.filter(({ variation }) => !variation.endsWith(', unchanged'));
    if (sent.length === 0) return notAvailable('No operation with a body succeeded whose schema names bounds or optional members that could be tried.');
    const findings = sent.flatMap((one): readonly Finding[] => {
      const again = varied.find(({ operation, variation }) => operation === one.operation && variation === `${one.variation}, unchanged`);
      const status = again?.exchange.answer?.status ?? 0;
      return status >= 200 && status < 300 ? [{ subject: one.operation, problem: `${one.variation} is allowed by the schema and was refused with ${one.exchange.answer?.status ?? 0}`, exchange: one.exchange.id }] : [];
    });
    return verdictOf({ count: sent.length, of: 'values that the schemas allow' }, sent.slice(0, 5).map(({ variation, exchange }) => ({ text: `${variation}: ${inWords(exchange)}`, exchange: exchange.id })), findings);
  },
});

/** Names under which answers say which member they are about. */
const ABOUT = /^(pointer|path|field|property|param|parameter|attribute|loc|instancepath|datapath)$/i;

/** Whether the value is what was refused: as invalid, and because of this member. What is refused for what it means is not; one that is only at odds with others is refused at these. */
function isRefusal({ answer }: Exchange, pointer: string): boolean {
  if (answer === undefined || (answer.status !== 400 && answer.status !== 422)) return false;
  const name = (pointer.split('/').at(-1) ?? '').toLowerCase();
  const about = leavesOf(jsonOf(answer)).filter(([place]) => place.split('/').some((part) => ABOUT.test(part))).map(([, value]) => String(value).toLowerCase());
  return about.length === 0 ? answer.body.toLowerCase().includes(name) : about.some((one) => one.split(/[/.]/).includes(name));
}
