import type { Visit } from '../../artifacts/walk.ts';
import { operationOf } from '../../gather/memory.ts';
import type { Lab } from '../../gather/lab.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, fieldOf, inWords, type Request, succeeded } from '../../http/exchange.ts';
import { withCredentials } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import type { ApiDocument, Method } from '../../openapi/document.ts';

const MOST_PATHS = 60;
/** Never DELETE: it might be there. */
const TRIED: readonly Method[] = ['PUT', 'PATCH', 'POST', 'GET'];

interface Tried {
  readonly subject: string;
  /** Methods that the document names for the path. */
  readonly documented: readonly string[];
  readonly exchange: Exchange;
}

export const method = probingCheck({
  meta: {
    id: 'contract.method',
    title: 'A method that a path does not have is refused with 405 and Allow',
    mode: 'active',
    severity: 'P1',
    why: '404 says that the thing is gone: a client gives up, or deletes what it knows. And a method that answers although nobody documented it is an open door.',
    how: 'Each path on which an operation succeeded is sent one method that the document does not name for it, never DELETE, with the same credentials and an empty object. It must be answered 405 with an Allow field (501 will do) that names the methods of the document. Where the guard answers 401 or 403 first, nothing is measured.',
    mend: 'Let the router keep methods by path: when the path is known and the method is not, answer 405 with Allow.',
    sources: ['RFC 9110 sections 15.5.6 and 10.2.1'],
  },
  needs: ['document', 'walk'],
  probe: async (lab): Promise<readonly Tried[]> => {
    const document = lab.artifact('document');
    const tried = new Map<string, Tried>();
    for (const visit of lab.artifact('walk').visits.filter(({ control }) => succeeded(control))) {
      const operation = document.operations.find(({ id }) => id === visit.operation);
      if (operation === undefined || visit.control === undefined || tried.has(operation.path) || tried.size >= MOST_PATHS) continue;
      const request = undocumented(document, visit.control);
      const documented = document.operations.filter(({ path }) => path === operation.path).map((one) => one.method);
      if (request !== undefined) tried.set(operation.path, { subject: operation.path, documented, exchange: await lab.send(asBefore(lab, visit, request)) });
    }
    if (tried.size === 0) throw new Unavailable('No path was reached that lacks a method.');
    return [...tried.values()];
  },
  judge: (_, tried) => {
    const measured = tried.filter(({ exchange: { answer } }) => answer === undefined || ![401, 403, 429].includes(answer.status));
    if (measured.length === 0) return notAvailable(`All ${tried.length} paths answered 401, 403 or 429 before their methods were looked at.`);
    const findings = measured.flatMap((one): readonly Finding[] => {
      const problem = problemOf(one);
      return problem === undefined ? [] : [{ subject: one.subject, problem: `${inWords(one.exchange)} ${problem}`, exchange: one.exchange.id }];
    });
    return verdictOf({ count: measured.length, of: 'paths' }, measured.slice(0, 5).map(({ exchange }) => ({ text: inWords(exchange), exchange: exchange.id })), findings);
  },
});

/** A request to the same place with a method that no operation has there. */
function undocumented(document: ApiDocument, { request: { url } }: Exchange): Request | undefined {
  const wanted = TRIED.find((one) => operationOf({ request: { method: one, url, headers: [] } }, document.operations) === undefined);
  const { pathname } = new URL(url);
  if (wanted === undefined) return undefined;
  return wanted === 'GET' ? { method: wanted, path: pathname } : { method: wanted, path: pathname, headers: [['Content-Type', 'application/json']], body: '{}' };
}

function asBefore(lab: Lab, { account, role }: Visit, request: Request): Request {
  const session = (account === undefined ? undefined : lab.sessions.named(account)) ?? lab.sessions.usable.find((one) => one.role === role);
  return session === undefined || (account === undefined && role === undefined) ? request : withCredentials(request, session.credentials);
}

function problemOf({ documented, exchange: { answer, failure } }: Tried): string | undefined {
  if (answer === undefined) return `(${failure ?? 'nothing'})`;
  if (answer.status === 501) return undefined;
  if (answer.status !== 405) return 'in place of 405';
  const allow = fieldOf(answer.headers, 'allow')?.split(',').map((one) => one.trim().toUpperCase());
  if (allow === undefined) return 'without an Allow field';
  const missing = documented.filter((one) => !allow.includes(one));
  return missing.length === 0 ? undefined : `with an Allow field that lacks ${missing.join(', ')}`;
}
