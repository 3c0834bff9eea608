import { type Answer, inWords, jsonOf } from '../../http/exchange.ts';
import { withQuery } from '../../http/requests.ts';
import { isObject } from '../../json.ts';
import { varyingCheck, type Varied } from '../../judge/check.ts';
import { type Evidence, type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import type { Operation } from '../../openapi/document.ts';

const SIZE_OF_PAGE = /^(\$?top|_?limit|page\[?_?size\]?|pageSize|per_?page|size|take|count|first|max_?results|max_?items)$/i;
const WANTED = 1_000_000;
/** No page that a person or a program works through is longer. */
const MOST = 1_000;

const parameterOf = ({ method, parameters }: Operation): string | undefined => (method === 'GET' ? parameters.find((one) => one.in === 'query' && SIZE_OF_PAGE.test(one.name))?.name : undefined);

export const pageCap = varyingCheck({
  meta: {
    id: 'validation.page-cap',
    title: 'A page has an end',
    mode: 'active',
    severity: 'P1',
    why: 'One request for a page of a million reads the whole collection into memory, and anybody can send it.',
    how: 'Each operation with a parameter for the size of a page is asked for 1 000 000. A refusal is right, and so is a page of at most 1 000 whose answer tells the size that was taken. More items than 1 000, or a size of more than that in the answer, fail. An answer that shows neither proves nothing.',
    mend: 'Give the parameter a maximum, and refuse or lower what is above it.',
    sources: ['OWASP API Security Top 10 2023, API4', 'Google AIP-158'],
  },
  needs: ['document'],
  vary: ({ operation, request }) => {
    const name = parameterOf(operation);
    return name === undefined ? [] : [{ name: `${name}=${WANTED}`, request: withQuery(request, name, String(WANTED)) }];
  },
  judge: ({ document }, varied) => {
    const paged = document.operations.filter((one) => parameterOf(one) !== undefined).length;
    if (paged === 0) return notApplicable('No operation of the document has a parameter for the size of a page.');
    const proven = varied.filter(({ control }) => control !== undefined);
    const judged = proven.map((one) => ({ one, says: saysOf(one) }));
    const decided = judged.filter(({ says }) => says !== undefined);
    if (decided.length === 0) return notAvailable(proven.length === 0 ? `Of ${paged} operations with pages none was reached.` : `All ${proven.length} answers are 2xx with few items and do not tell the size that was taken: there may be a cap, or too little to list. Answer the size that was taken, or put more than ${MOST} objects into a collection.`);
    const findings = decided.flatMap(({ one, says }): readonly Finding[] => (says === 'capped' ? [] : [{ subject: one.operation, problem: `${one.variation}: ${says ?? ''}`, exchange: one.exchange.id }]));
    const evidence: readonly Evidence[] = decided.map(({ one }) => ({ text: inWords(one.exchange), exchange: one.exchange.id }));
    return verdictOf({ count: decided.length, of: 'operations with pages' }, decided.length === proven.length ? evidence : [...evidence, { text: `not decided: ${proven.length - decided.length} operations` }], findings);
  },
});

/** @returns `capped`, what is wrong, or undefined where the answer does not tell. */
function saysOf({ exchange: { answer, failure } }: Varied): string | undefined {
  if (answer === undefined) return `it ended in ${failure ?? 'nothing'}`;
  if (answer.status >= 500) return `was answered ${answer.status}`;
  if (answer.status >= 400) return answer.status === 429 ? undefined : 'capped';
  const { items, size } = pageIn(answer);
  if (items > MOST) return `${items} items came`;
  if (size === undefined) return undefined;
  return size > MOST ? `the answer says that its page is of ${size}` : 'capped';
}

function pageIn(answer: Answer): { readonly items: number; readonly size: number | undefined } {
  const value = jsonOf(answer);
  if (Array.isArray(value)) return { items: value.length, size: undefined };
  if (!isObject(value)) return { items: 0, size: undefined };
  const inner = Object.values(value).filter(isObject);
  const told = [value, ...inner].flatMap((one) => Object.entries(one)).find(([name, one]) => SIZE_OF_PAGE.test(name) && !/^count$/i.test(name) && typeof one === 'number');
  return { items: Math.max(0, ...[value, ...inner].flatMap((one) => Object.values(one)).map((one) => (Array.isArray(one) ? one.length : 0))), size: told?.[1] as number | undefined };
}
