import type { LogLine } from '../../artifacts/logs.ts';
import { withField, withJson, withQuery, jsonBody } from '../../http/requests.ts';
import type { Exchange, Request } from '../../http/exchange.ts';
import type { Sample } from '../../gather/samples.ts';
import { type Varied, varyingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { ALL_CANARIES, CANARIES, canaryFor, formIn, IN_BASIC } from '../../gather/canaries.ts';
import { isObject } from '../../json.ts';

const LONGEST_SHOWN = 160;

export const pii = varyingCheck({
  meta: {
    id: 'logs.pii',
    title: 'The log holds no personal data, no password and no token',
    mode: 'active',
    severity: 'P0',
    why: 'Logs are copied, shipped abroad, kept for years and read by many who may not read the database; whoever asks to be forgotten stays in them, and a token in a log opens the account of its owner.',
    how: 'Behind each request that succeeded the audit sends it again with personal data of nobody: an e-mail address, a card number, a phone number and a name, in the fields and query parameters that take such, in a body that is broken off (which must end in an error), and in base64 as a login by HTTP Basic. Afterwards they are looked for in all that the service logged meanwhile: as they are, URL-encoded and in base64; with them the passwords, tokens and cookies of the audit\'s own accounts, and any other signed token (JWT) or member called password that holds one. Masked values do not count.',
    mend: 'Log names of fields and ids in place of values; let the logger redact by an allow-list; never log a whole body, a whole header field or the message of a parser; mask the query of logged addresses.',
    sources: ['OWASP Logging Cheat Sheet, "Data to exclude"', 'CWE-532', 'GDPR, articles 5 and 17', 'PCI DSS 4.0, requirement 3.4'],
  },
  needs: ['walk', 'logs'],
  follow: async (sample, _, lab) => {
    const sent: { readonly variation: string; readonly exchange: Exchange }[] = [];
    for (const { name, request } of withCanaries(sample)) sent.push({ variation: name, exchange: await lab.send(request) });
    return sent;
  },
  judge: ({ logs: { lines, file, more, isCut } }, sent) => {
    const findings = [
      ...CANARIES.flatMap((canary) => findingOf(canary.kind, { lines, file, sent }, ({ text }) => formIn(text, canary))),
      ...secretsOf(lines).flatMap((name) => findingOf(`the ${name}`, { lines, file, sent }, ({ secrets = [] }) => (secrets.includes(name) ? 'as it is or encoded' : undefined))),
      ...['a signed token (JWT)', 'a password'].flatMap((kind) => findingOf(kind, { lines, file, sent }, ({ credentials = [] }) => credentials.find((one) => one.kind === kind)?.masked)),
    ];
    if (findings.length === 0 && sent.length === 0) return notAvailable('No operation was reached to which personal data could be sent.');
    if (findings.length === 0 && isCut) return notAvailable(`So much was logged that not all of it was searched: of ${lines.length + more} lines none holds any.`);
    const evidence = [{ text: `${sent.length} requests carried personal data; ${lines.length + more} lines were written and searched`, file }, ...sent.slice(0, 3).map(({ operation, variation, exchange }) => ({ text: `${operation}: ${variation}`, exchange: exchange.id }))];
    return verdictOf({ count: lines.length + more, of: 'lines of the log' }, evidence, findings);
  },
});

function withCanaries({ operation, request }: Sample): readonly { readonly name: string; readonly request: Request }[] {
  const body = jsonBody(request);
  const texts = operation.parameters.filter(({ in: where, name }) => where === 'query' && canaryFor(name) !== undefined).map(({ name }) => name);
  return [
    ...(isObject(body) ? [{ name: 'personal data in a body that breaks off', request: { ...withJson(request, {}), body: `${JSON.stringify({ ...body, note: ALL_CANARIES }).slice(0, -1)},` } }] : []),
    ...(isObject(body) && JSON.stringify(filled(body)) !== JSON.stringify(body) ? [{ name: 'personal data in its fields', request: withJson(request, filled(body)) }] : []),
    ...(operation.method === 'GET' && texts.length > 0 ? [{ name: `personal data in ${texts.join(', ')}`, request: texts.reduce((asked, name) => withQuery(asked, name, canaryFor(name) ?? ''), request) }] : []),
    ...(operation.method === 'GET' && operation.security === 'required' ? [{ name: 'personal data in base64, as a login', request: withField(request, 'Authorization', IN_BASIC) }] : []),
  ];
}

function filled(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, isObject(inner) ? filled(inner) : typeof inner === 'string' ? (canaryFor(name) ?? inner) : inner]));
}

const secretsOf = (lines: readonly LogLine[]): readonly string[] => [...new Set(lines.flatMap(({ secrets = [] }) => secrets))].filter((name) => /pass|secret|key|token|cookie|authorization/i.test(name));

interface Searched {
  readonly lines: readonly LogLine[];
  readonly file: string;
  readonly sent: readonly Varied[];
}

function findingOf(subject: string, { lines, file, sent }: Searched, formOf: (line: LogLine) => string | undefined): readonly Finding[] {
  const holding = lines.map((line) => ({ line, form: formOf(line) })).filter(({ form }) => form !== undefined);
  const [first] = holding;
  if (first === undefined) return [];
  const cause = sent.find(({ exchange }) => requestIdsOf(exchange).some((id) => first.line.text.includes(id)));
  return [{ subject, problem: `stands in ${holding.length} lines of the log, ${first.form ?? ''}${cause === undefined ? '' : `, after ${cause.operation} with ${cause.variation}`}: ${first.line.text.slice(0, LONGEST_SHOWN)}`, file, ...(cause === undefined ? {} : { exchange: cause.exchange.id }) }];
}

/** By which a line can be told to be about an exchange. */
const requestIdsOf = ({ answer }: Exchange): readonly string[] => (answer?.headers ?? []).filter(([name, value]) => /^(x-)?(request|correlation|trace)-?id$/i.test(name) && value.length >= 8).map(([, value]) => value);
