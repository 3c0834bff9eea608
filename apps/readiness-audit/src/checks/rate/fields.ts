import { parseDictionary, parseList } from 'structured-headers';
import type { Exchange, Fields } from '../../http/exchange.ts';
import { fieldOf, inWords } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, verdictOf } from '../../judge/outcome.ts';
import { noLimit } from './enforced.ts';

export const fields = readingCheck({
  meta: {
    id: 'rate.fields',
    title: 'A limit says what it is and when to come back',
    mode: 'active',
    severity: 'P2',
    why: 'Clients that cannot see a limit run into it, and come back at once and together.',
    how: 'Of the burst that met the limit the refusal must be a 429 with a Retry-After that can be read, and what was served before must say how much is left: RateLimit as a structured field, or the older RateLimit-* or X-RateLimit-* fields with numbers. Fields that are there and cannot be read fail.',
    mend: 'Send RateLimit and RateLimit-Policy with each answer, and 429 with Retry-After.',
    sources: ['draft-ietf-httpapi-ratelimit-headers-10', 'RFC 6585 section 4', 'RFC 9110 section 10.2.3', 'RFC 9651'],
  },
  needs: ['limit'],
  judge: ({ limit }) => {
    const burst = limit.plain.refused === undefined ? limit.addressed : limit.plain;
    if (burst?.refused === undefined) return notApplicable(noLimit(limit));
    const { refused, last } = burst;
    const found = (problem: string, { id }: Exchange): Finding => ({ subject: limit.subject, problem, exchange: id });
    const status = refused.answer?.status ?? 0;
    const back = retryProblem(refused.answer?.headers ?? []);
    const told = fieldsProblem(last.answer?.headers ?? []);
    const findings = [
      ...(status === 429 ? [] : [found(`who asks too often gets ${status} in place of 429`, refused)]),
      ...(back === undefined ? [] : [found(back, refused)]),
      ...(told === undefined ? [] : [found(told, last)]),
    ];
    return verdictOf({ count: 2, of: 'answers' }, [last, refused].map((exchange) => ({ text: `${inWords(exchange)}: ${shown(exchange.answer?.headers ?? [])}`, exchange: exchange.id })), findings);
  },
});

const shown = (headers: Fields): string => headers.filter(([name]) => /^(?:x-)?rate-?limit|^retry-after$/i.test(name)).map(([name, value]) => `${name}: ${value}`).join('; ') || 'no field about a limit';

function retryProblem(headers: Fields): string | undefined {
  const value = fieldOf(headers, 'retry-after');
  if (value === undefined) return 'the refusal has no Retry-After';
  return /^\d+$/.test(value) || !Number.isNaN(Date.parse(value)) ? undefined : `Retry-After is neither seconds nor a date: ${value}`;
}

function fieldsProblem(headers: Fields): string | undefined {
  const structured = fieldOf(headers, 'ratelimit');
  if (structured !== undefined) return structuredProblem(structured);
  const remaining = fieldOf(headers, 'ratelimit-remaining') ?? headers.find(([name]) => /^x-rate-?limit-remaining/i.test(name))?.[1];
  if (remaining === undefined) return 'answers do not say how much is left of the limit';
  return /^\d+/.test(remaining) ? undefined : `what is left of the limit is no number: ${remaining}`;
}

/** Since draft 08 a list of policies with `r`; before, a dictionary with `remaining`. */
function structuredProblem(value: string): string | undefined {
  const isNumber = (one: unknown): boolean => typeof one === 'number' && Number.isInteger(one) && one >= 0;
  const list = parsedBy(parseList, value);
  const dictionary = parsedBy(parseDictionary, value);
  if (list === undefined && dictionary === undefined) return `RateLimit is no structured field: ${value}`;
  const says = list?.some(([, parameters]) => isNumber(parameters.get('r'))) === true || isNumber(dictionary?.get('remaining')?.[0]);
  return says ? undefined : `RateLimit does not say how much is left: ${value}`;
}

function parsedBy<T>(parse: (value: string) => T, value: string): T | undefined {
  try {
    return parse(value);
  } catch {
    return undefined;
  }
}
