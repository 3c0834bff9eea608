import type { Lab } from '../../gather/lab.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, fieldOf, inWords, type Request, succeeded } from '../../http/exchange.ts';
import { withField, withoutCredentials } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';

const MOST_OPERATIONS = 5;

interface Asked {
  readonly subject: string;
  readonly origin: string;
  readonly exchange: Exchange;
}

/** Origins that are not the service's, some of which careless comparisons take for its own. */
const foreignOrigins = ({ hostname, host, protocol }: URL): readonly string[] => ['https://attacker.example', 'null', `${protocol}//${hostname}.attacker.example`, `${protocol}//attacker-${host}`];

export const cors = probingCheck({
  meta: {
    id: 'web.cors',
    title: 'Pages of others may not read with the visitor\'s credentials',
    mode: 'active',
    severity: 'P0',
    why: 'A service that echoes any Origin and allows credentials lets every page on the web read, in the name of its visitor, what only the visitor may.',
    how: `Up to ${MOST_OPERATIONS} operations are asked with Origins that are not the service's: one of nobody, null, and two that look like its own host. Reading ones are sent as they are, all are asked by preflight for DELETE with Authorization. It fails when Access-Control-Allow-Origin repeats such an Origin and Access-Control-Allow-Credentials is true. A star without credentials is no finding.`,
    mend: 'List the origins of your own pages and compare whole strings; leave null out; send Vary: Origin.',
    sources: ['Fetch Standard, HTTP CORS protocol', 'OWASP WSTG-CLNT-07', 'CWE-942'],
  },
  needs: ['document', 'walk'],
  probe: async (lab): Promise<readonly Asked[]> => {
    const asked: Asked[] = [];
    for (const operation of chosen(lab)) {
      for (const origin of foreignOrigins(lab.base)) asked.push(...await ask(lab, operation, origin));
    }
    if (asked.every(({ exchange: { answer } }) => answer === undefined)) throw new Unavailable('Nothing answered a request with a foreign Origin.');
    return asked;
  },
  judge: (_, asked: readonly Asked[]) => {
    const findings: Finding[] = [];
    for (const { subject, origin, exchange } of asked) {
      const { headers = [] } = exchange.answer ?? {};
      const isRepeated = fieldOf(headers, 'access-control-allow-origin')?.trim() === origin && fieldOf(headers, 'access-control-allow-credentials')?.trim().toLowerCase() === 'true';
      if (isRepeated && !findings.some((one) => one.subject === subject && one.problem.includes(`origin ${origin} `))) findings.push({ subject, problem: `pages of the origin ${origin} may read it with the visitor's credentials`, exchange: exchange.id });
    }
    const evidence = asked.slice(0, 5).map(({ origin, exchange }) => ({ text: `Origin ${origin}: ${inWords(exchange)}, Access-Control-Allow-Origin ${fieldOf(exchange.answer?.headers ?? [], 'access-control-allow-origin') ?? 'not set'}`, exchange: exchange.id }));
    return verdictOf({ count: asked.length, of: 'requests with a foreign Origin' }, evidence, findings);
  },
});

/** Closed reading ones first: what they give is worth stealing. */
function chosen(lab: Lab): readonly Operation[] {
  const reached = new Set(lab.artifact('walk').visits.filter(({ control }) => succeeded(control)).map(({ operation }) => operation));
  const worth = ({ method, security, id }: Operation): number => (reached.has(id) ? 4 : 0) + (security === 'required' ? 2 : 0) + (method === 'GET' ? 1 : 0);
  return [...lab.artifact('document').operations].sort((one, other) => worth(other) - worth(one)).slice(0, MOST_OPERATIONS);
}

async function ask(lab: Lab, operation: Operation, origin: string): Promise<readonly Asked[]> {
  const sample = await lab.samples.of(operation);
  if ('cannot' in sample) return [];
  const about = { subject: named(operation), origin };
  const preflight: Request = { method: 'OPTIONS', path: sample.request.path, headers: [['Origin', origin], ['Access-Control-Request-Method', 'DELETE'], ['Access-Control-Request-Headers', 'authorization,content-type']] };
  const asked = [{ ...about, exchange: await lab.send(preflight) }];
  if (operation.method !== 'GET') return asked;
  return [{ ...about, exchange: await lab.send(withField(sample.request, 'Origin', origin)) }, { ...about, exchange: await lab.send(withField(withoutCredentials(sample.request), 'Origin', origin)) }, ...asked];
}
