import type { OperationExchanges } from '../../artifacts/exchanges.ts';
import { type Exchange, fieldOf, inWords } from '../../http/exchange.ts';
import { varyingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';
import { provocations } from './provocations.ts';

const MOST_OF_ONE = 3;
/** A server may close the connection on somebody who sends too much. */
const MUCH = 4_096;

export const noServerErrors = varyingCheck({
  meta: {
    id: 'errors.no-500',
    title: 'Nothing that is sent makes the service break',
    mode: 'active',
    severity: 'P0',
    why: 'A 500 says that the service met what nobody thought of: work may be half done, alarms ring for what a caller got wrong, and an attacker knows where to dig.',
    how: 'Each operation is sent as it should be and then wrong in a dozen ways: bodies that break off or are no object, ids of nothing in path and body, broken percent-encoding, parameters twice. These and all other requests of the run are looked through. A 5xx, a hang, a broken connection or a service that answers nothing any more fails; 501, and a 502, 503 or 504 that the document names or that says when to come again, do not.',
    mend: 'Validate what comes in before it is used, and map what can go wrong to 4xx: a driver that cannot read an id means 404, a body that cannot be parsed means 400.',
    sources: ['RFC 9110 section 15.6.1', 'CWE-755', 'OWASP API Security Top 10 2023, API8'],
  },
  needs: ['document', 'walk', 'exchanges', 'ending'],
  vary: provocations,
  judge: ({ document, exchanges, ending: { died } }) => {
    const operations = new Map(document.operations.map((one) => [one.id, one]));
    const ended: readonly Finding[] = died === undefined ? [] : [{ subject: 'the service', problem: `answers nothing any more (${died.reason})`, ...(died.behind === undefined ? {} : { exchange: died.behind }) }];
    const all = [...ended, ...exchanges.flatMap((of) => findingsOf(of, operations.get(of.operation)))];
    const count = exchanges.reduce((sum, one) => sum + one.count, 0);
    return verdictOf({ count, of: 'requests' }, [{ text: `${count} requests to ${exchanges.length} operations were looked through` }], all);
  },
});

function findingsOf({ exchanges }: OperationExchanges, operation: Operation | undefined): readonly Finding[] {
  const broken = exchanges.filter((one) => isBreak(one, operation));
  return broken.slice(0, MOST_OF_ONE).map((one) => ({
    subject: operation === undefined ? inWords(one) : named(operation),
    problem: `${inWords(one)}${one.answer === undefined ? ` (${one.detail ?? 'no answer'})` : ''}${broken.length > MOST_OF_ONE ? `, as ${broken.length - 1} others did` : ''}`,
    exchange: one.id,
  }));
}

function isBreak(exchange: Exchange, operation: Operation | undefined): boolean {
  const { answer, failure } = exchange;
  if (failure === 'timeout') return true;
  if (failure === 'reset') return !sentMuch(exchange);
  const status = answer?.status ?? 0;
  if (status < 500 || status === 501) return false;
  const isForeseen = status > 501 && status < 505 && (saysOf(operation, status) || fieldOf(answer?.headers ?? [], 'retry-after') !== undefined);
  return !isForeseen;
}

const sentMuch = ({ request: { body = '', headers } }: Exchange): boolean => body.length >= MUCH || Number(fieldOf(headers, 'content-length') ?? 0) >= MUCH;
const saysOf = (operation: Operation | undefined, status: number): boolean => operation?.answers.some((one) => one.status === String(status)) === true;
