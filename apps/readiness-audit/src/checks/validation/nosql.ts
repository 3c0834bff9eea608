import { randomUUID } from 'node:crypto';
import type { Lab } from '../../gather/lab.ts';
import { replacedAt } from '../../gather/pointers.ts';
import type { Sample } from '../../gather/samples.ts';
import { type Exchange, inWords, listIn, type Request } from '../../http/exchange.ts';
import { jsonBody, sendsJson, withFreshKey, withJson, withoutQuery, withQuery } from '../../http/requests.ts';
import { escapedPart, isObject } from '../../json.ts';
import { varyingCheck, type Varied, type Variation } from '../../judge/check.ts';
import { wasServed } from '../../judge/served.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { resolvedSchema, typesOf } from '../../openapi/members.ts';
import { isLogin, isPassword } from './logins.ts';

const MOST_MEMBERS = 3;
const MOST_PARAMETERS = 3;
/** Operators of MongoDB that hold of every value; a service that refuses one of them by name may let the next one pass. */
const ALWAYS = { $ne: 'audit-nobody' } as const;
/** An object of the same shape that no database takes for more than an object. */
const HARMLESS = { audit: 'audit-nobody' } as const;
/** Variations of the password by which somebody logs in. */
const OF_LOGIN = 'login';
const PAGING = /^(page|limit|offset|size|per_?page|page_?size|sort|order|cursor|skip|take|fields|include|expand)$/i;

function ofBody(sample: Sample, lab: Lab): readonly Variation[] {
  const body = jsonBody(sample.request);
  if (!sendsJson(sample.request) || !isObject(body)) return [];
  const texts = Object.entries(body).filter(([, value]) => typeof value === 'string').map(([name]) => name);
  // Who logs in with an operator gets in by the password; each further try counts as a wrong one.
  const ofLogin = isLogin(sample, lab) && sample.operation.security !== 'required';
  const chosen = isLogin(sample, lab) ? [...texts.filter(isPassword), ...texts.filter((name) => /pass|pin|secret|code/i.test(name)), ...texts].slice(0, 1) : texts.slice(0, MOST_MEMBERS);
  return chosen.flatMap((name) => {
    const pointer = `/${escapedPart(name)}`;
    const changed = (value: unknown): Request => withFreshKey(withJson(sample.request, replacedAt(body, pointer, value)));
    const place = ofLogin && isPassword(name) ? OF_LOGIN : 'body';
    return [{ name: `${place} ${name} harmless`, request: changed(HARMLESS) }, { name: `${place} ${name} operator`, request: changed(ALWAYS) }];
  });
}

function ofQuery({ operation, request }: Sample, lab: Lab): readonly Variation[] {
  const document = lab.artifact('document');
  if (operation.method !== 'GET') return [];
  const texts = operation.parameters.filter((one) => one.in === 'query' && !PAGING.test(one.name) && (one.schema === undefined || typesOf(resolvedSchema(document, { $ref: one.schema })).every((type) => type === 'string')));
  return texts.slice(0, MOST_PARAMETERS).flatMap(({ name }) => {
    const bare = withoutQuery(request, name);
    const nobody = `audit-${randomUUID()}`;
    return [{ name: `query ${name} value`, request: withQuery(bare, name, nobody) }, { name: `query ${name} harmless`, request: withQuery(bare, `${name}[audit]`, nobody) }, { name: `query ${name} operator`, request: withQuery(bare, `${name}[$ne]`, nobody) }];
  });
}

export const nosql = varyingCheck({
  meta: {
    id: 'validation.nosql',
    title: 'Nobody talks to the database in its own operators',
    mode: 'active',
    severity: 'P0',
    why: 'Where a text is expected and `{"$ne": ""}` goes into the query, a password matches without being known and a filter finds what belongs to others.',
    how: 'Texts of each body are replaced by {"$ne": …}, and beside it by an object of the same shape that is no operator; filters of queries are sent as `name[$ne]=…` likewise. What is taken (or breaks with 5xx) as an operator and not as a harmless object was understood by the database, and fails. At a login any object in place of the password that is served fails: whatever the database made of it, it is no password. A filter fails when only the operator finds something where the plain value finds nothing.',
    mend: 'Check the type of each value before it reaches a query; refuse members that begin with `$`; let the driver match with `$eq`.',
    sources: ['CWE-943', 'OWASP Web Security Testing Guide, testing for NoSQL injection (WSTG-INPV-05)'],
  },
  needs: ['document'],
  vary: (sample, lab) => [...ofBody(sample, lab), ...ofQuery(sample, lab)],
  judge: ({ document }, varied) => {
    if (document.operations.every(({ body, parameters }) => body === undefined && parameters.every((one) => one.in !== 'query'))) return notApplicable('No operation of the document takes a body or a query.');
    const operators = varied.filter(({ variation, exchange }) => variation.endsWith(' operator') && exchange.answer?.status !== 429);
    const beside = (one: Varied, kind: string): Exchange | undefined => varied.find(({ operation, variation }) => operation === one.operation && variation === one.variation.replace(/operator$/, kind))?.exchange;
    // What takes any object, as a mock does, does not tell what it makes of it.
    const proven = operators.filter((one) => one.control !== undefined && (!took(one.exchange) || listIn(beside(one, 'value')?.answer) !== undefined));
    const findings = operators.flatMap((one): readonly Finding[] => {
      const found = problemOf(one, beside(one, 'harmless'), beside(one, 'value'));
      return found === undefined ? [] : [{ subject: one.operation, problem: `${one.variation.split(' ')[1] ?? ''}: ${found.problem}`, exchange: found.exchange.id }];
    });
    if (proven.length === 0 && findings.length === 0) return notAvailable(operators.length === 0 ? 'No text in a body or a query of an operation that succeeded could be replaced.' : `All ${operators.length} operators were taken as any other object is, or stand beside no request that succeeded: what the database makes of them cannot be seen.`);
    return verdictOf({ count: Math.max(proven.length, findings.length), of: 'operators in place of texts' }, proven.slice(0, 5).map(({ variation, exchange }) => ({ text: `${variation}: ${inWords(exchange)}`, exchange: exchange.id })), findings);
  },
});

const took = (exchange: Exchange | undefined): boolean => exchange?.answer !== undefined && exchange.answer.status < 300;
const refused = (exchange: Exchange | undefined): boolean => (exchange?.answer?.status ?? 0) >= 400 && !broke(exchange);
const broke = (exchange: Exchange | undefined): boolean => (exchange?.answer?.status ?? 0) >= 500;

interface Problem {
  readonly problem: string;
  readonly exchange: Exchange;
}

function problemOf({ variation, exchange, control }: Varied, harmless: Exchange | undefined, value: Exchange | undefined): Problem | undefined {
  const letIn = variation.startsWith(`${OF_LOGIN} `) && control !== undefined ? [exchange, harmless].find((one) => one !== undefined && wasServed(one, control)) : undefined;
  if (letIn?.answer !== undefined) return { problem: `an object in place of the password is let in (${letIn.answer.status}), so that nobody needs to know it`, exchange: letIn };
  const problem = variation.startsWith('query ') ? problemOfQuery(exchange, harmless, value) : problemOfBody(exchange, harmless);
  return problem === undefined ? undefined : { problem, exchange };
}

function problemOfBody(operator: Exchange, harmless: Exchange | undefined): string | undefined {
  if (took(operator) && refused(harmless)) return `the operator was taken where another object was refused with ${harmless?.answer?.status ?? 0}: the database understood it`;
  return broke(operator) && harmless?.answer !== undefined && !broke(harmless) ? `the operator broke the service where another object did not: it reached the database` : undefined;
}

function problemOfQuery(operator: Exchange, harmless: Exchange | undefined, value: Exchange | undefined): string | undefined {
  if (broke(operator) && harmless?.answer !== undefined && !broke(harmless)) return 'the operator broke the service where another object did not: it reached the database';
  if (!took(operator) || !took(harmless) || !took(value)) return undefined;
  const found = [operator, harmless, value].map((one) => listIn(one?.answer)?.length);
  return (found[0] ?? 0) > 0 && found[1] === 0 && found[2] === 0 ? `the operator found ${found[0] ?? 0} where the plain value finds nothing` : undefined;
}
