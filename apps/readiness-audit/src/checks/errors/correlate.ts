import { type Exchange, fieldOf, inWords, jsonOf } from '../../http/exchange.ts';
import { varyingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { namesOf } from '../../openapi/document.ts';
import { provocations } from './provocations.ts';

const FIELDS = ['x-request-id', 'request-id', 'x-correlation-id', 'correlation-id', 'x-trace-id', 'x-amzn-requestid', 'x-amzn-trace-id'] as const;
const MEMBER = /^_?(?:request|correlation|trace|error|incident)[_-]?id$/i;
const MOST_FINDINGS = 20;

export const correlate = varyingCheck({
  meta: {
    id: 'errors.correlate',
    title: 'The id in a refusal leads to the line in the log',
    mode: 'active',
    severity: 'P1',
    why: 'A customer reads out what the error page says. If that is in no log, nobody finds what went wrong for them.',
    how: 'Refusals are provoked at each operation. Each must carry an id: in X-Request-Id, X-Correlation-Id or traceparent, or in a member such as `requestId` of its body. The id of each 5xx, and of at least one refusal of each operation, must stand in the log that the target file names.',
    mend: 'Give each request an id before anything else happens, send it back with each answer, and write it into each line of the log.',
    sources: ['W3C Trace Context section 3.2', 'OWASP Logging Cheat Sheet'],
  },
  needs: ['document', 'walk', 'exchanges', 'logs'],
  vary: provocations,
  judge: ({ document, exchanges, logs }) => {
    const names = namesOf(document);
    const log = logs.lines.map(({ text }) => text).join('\n');
    const refused = exchanges.map(({ operation, exchanges: of }) => ({ subject: names.get(operation) ?? operation, of: of.filter(({ answer }) => (answer?.status ?? 0) >= 400) })).filter(({ of }) => of.length > 0);
    if (refused.length === 0) return notAvailable('Nothing was refused, so that there is no id to be found.');
    if (log === '') return notAvailable('The log is empty.');
    // Each id is looked for once: the log may be long.
    const found = refused.flatMap(({ of }) => of).filter((one) => isIn(log, one));
    const known = new Set(found);
    const findings = refused.flatMap(({ subject, of }) => findingsOf(subject, of, known));
    return verdictOf({ count: refused.length, of: 'operations that refused something' }, [{ text: `${found.length} ids were found in ${logs.lines.length} lines` }, ...found.slice(0, 3).map((one) => ({ text: `${inWords(one)} with ${idOf(one) ?? ''}`, exchange: one.id }))], findings.slice(0, MOST_FINDINGS));
  },
});

function findingsOf(subject: string, refused: readonly Exchange[], found: ReadonlySet<Exchange>): readonly Finding[] {
  const bare = refused.find((one) => idOf(one) === undefined);
  if (bare !== undefined) return [{ subject, problem: `${inWords(bare)} without an id`, exchange: bare.id }];
  const lost = refused.filter((one) => !found.has(one));
  const broken = lost.filter(({ answer }) => (answer?.status ?? 0) >= 500);
  const wanted = broken.length > 0 ? broken : lost.length === refused.length ? lost.slice(0, 1) : [];
  return wanted.map((one) => ({ subject, problem: `the id of ${inWords(one)}, ${idOf(one) ?? ''}, is not in the log`, exchange: one.id }));
}

const isIn = (log: string, exchange: Exchange): boolean => {
  const id = idOf(exchange);
  return id !== undefined && log.includes(id);
};

/** The id that an answer carries. Of a traceparent the trace-id: the rest of it is another for each step. */
function idOf({ answer }: Exchange): string | undefined {
  if (answer === undefined) return undefined;
  const field = FIELDS.map((name) => fieldOf(answer.headers, name)).find((one) => one !== undefined && one !== '');
  const trace = fieldOf(answer.headers, 'traceparent')?.split('-')[1];
  return field ?? trace ?? idIn(jsonOf(answer)) ?? idIn((jsonOf(answer) as { readonly error?: unknown } | null | undefined)?.error);
}

function idIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [, id] = Object.entries(value).find(([name, inner]) => typeof inner === 'string' && (MEMBER.test(name) || (name === 'instance' && inner.startsWith('urn:uuid:')))) ?? [];
  return typeof id === 'string' ? id.replace(/^urn:uuid:/, '') : undefined;
}
