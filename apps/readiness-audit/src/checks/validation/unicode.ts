import type { Lab } from '../../gather/lab.ts';
import { replacedAt, valueAtPointer } from '../../gather/pointers.ts';
import type { Sample } from '../../gather/samples.ts';
import { type Exchange, inWords, jsonOf } from '../../http/exchange.ts';
import { jsonBody } from '../../http/requests.ts';
import { varyingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { membersOf, typesOf } from '../../openapi/members.ts';
import { isLogin } from './logins.ts';
import { bodySchema } from './mutations.ts';
import { resend } from './resend.ts';

/** Names as people have them: combined and single accents, a family of four code points, right to left, beyond the basic plane. */
const NAMES = 'Zoë Ze\u0301 日本 👩‍👩‍👧 שלום 𝔘';
/** What must be in what comes back, whatever else a service makes of a name. */
const KEPT = ['zoë', '日本', '👩‍👩‍👧', 'שלום', '𝔘'.toLowerCase()] as const;
/** What JSON can write and no text of Unicode holds: half of a surrogate pair; and NUL. RFC 8259 section 8.2. */
const BROKEN = 'audit \\ud83d \\u0000';
const PLACEHOLDER = 'audit-placeholder';
const PARTICULAR = /pass|token|code|secret|phone|iban|bic|country|currency|zone|locale|lang|url|uri|link|mail|key|colou?r|domain|host|hash|sign|status|type|kind|_?id$|date|time|at$/i;
const LEAST_LENGTH = 40;
const MOST_MEMBERS = 2;

export const unicode = varyingCheck({
  meta: {
    id: 'validation.unicode',
    title: 'A name comes back as it was written',
    mode: 'active',
    severity: 'P2',
    why: 'Names are written in all scripts. What is garbled on the way is found out by those whose name it is; half a character can break a query, a log or a queue.',
    how: 'Behind a good request the same is sent with a free text of accents, Japanese, an emoji of several code points, Hebrew and a letter beyond the basic plane: where the answer shows the member, it must be the same text (normalised, trimmed or in capitals is right). Then, in up to two members at once, with half of a surrogate pair and a NUL: these may be refused or taken, but must not break the service.',
    mend: 'Read and write UTF-8 all the way, with a database column or collection that holds all of it; refuse lone surrogates and NUL as invalid.',
    sources: ['RFC 8259 section 8', 'Unicode Standard Annex 15', 'CWE-176'],
  },
  needs: ['document'],
  follow: async (sample, _, lab) => {
    const document = lab.artifact('document');
    const schema = bodySchema(sample.operation, sample.request);
    if (schema === undefined || sample.operation.method === 'DELETE' || isLogin(sample, lab)) return [];
    // What is arranged afresh has the same members: where none takes any text, nothing is arranged. Also one that is left out may be sent.
    const free = membersOf(document, schema, jsonBody(sample.request)).filter(({ name, schema: of }) => of['readOnly'] !== true && !PARTICULAR.test(name) && typesOf(of)[0] === 'string' && takesAny(of) && Number(of['maxLength'] ?? Infinity) >= LEAST_LENGTH);
    const [first, ...others] = [...free.filter(({ value }) => value !== undefined), ...free.filter(({ value }) => value === undefined)];
    if (first === undefined) return [];
    const broken = [first, ...others].slice(0, MOST_MEMBERS).map(({ pointer }) => pointer);
    const sent = [await sendWith(sample, lab, [first.pointer], 'of all scripts', NAMES), await sendWith(sample, lab, broken, 'with half of a surrogate pair and a NUL', BROKEN)];
    return sent.filter((one) => one !== undefined);
  },
  judge: ({ document }, varied) => {
    if (document.operations.every(({ body }) => body === undefined)) return notApplicable('No operation of the document takes a body.');
    if (varied.length === 0) return notAvailable('No operation succeeded that takes a free text.');
    const findings = varied.flatMap(({ operation, variation, exchange }): readonly Finding[] => {
      const problem = problemOf(variation, exchange);
      return problem === undefined ? [] : [{ subject: operation, problem: `${variation}: ${problem}`, exchange: exchange.id }];
    });
    return verdictOf({ count: varied.length, of: 'texts' }, varied.slice(0, 5).map(({ variation, exchange }) => ({ text: `${variation}: ${inWords(exchange)}`, exchange: exchange.id })), findings);
  },
});

/** @param text as it stands in JSON */
async function sendWith(sample: Sample, lab: Lab, pointers: readonly string[], how: string, text: string): Promise<{ readonly variation: string; readonly exchange: Exchange } | undefined> {
  const fresh = await resend(sample, lab);
  if (fresh === undefined) return undefined;
  const marked = pointers.reduce<unknown>((body, pointer) => replacedAt(body, pointer, PLACEHOLDER), fresh.body);
  const body = JSON.stringify(marked).replaceAll(PLACEHOLDER, text);
  return { variation: `${pointers.join(' and ')} ${how}`, exchange: await lab.send({ ...fresh.request, body }) };
}

/** Neither an enumeration nor a format; a pattern may keep out control characters. */
function takesAny({ pattern, ...schema }: Readonly<Record<string, unknown>>): boolean {
  if (['format', 'enum', 'const'].some((name) => schema[name] !== undefined)) return false;
  try {
    return typeof pattern !== 'string' || new RegExp(pattern, 'u').test(NAMES);
  } catch {
    return false;
  }
}

function problemOf(variation: string, { answer, failure }: Exchange): string | undefined {
  if (answer === undefined) return `it ended in ${failure ?? 'nothing'}`;
  if (answer.status >= 500) return `was answered ${answer.status}`;
  if (answer.status >= 300 || !variation.endsWith(' of all scripts')) return undefined;
  const value = jsonOf(answer);
  const pointer = variation.split(' ')[0] ?? '';
  const shown = valueAtPointer(value, pointer) ?? valueAtPointer(value, `/data${pointer}`);
  const text = typeof shown === 'string' ? shown.normalize('NFC').toLowerCase() : undefined;
  return text !== undefined && KEPT.some((one) => !text.includes(one)) ? `came back as ${String(shown)}` : undefined;
}
