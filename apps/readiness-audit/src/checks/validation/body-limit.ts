import type { Lab } from '../../gather/lab.ts';
import { Inapplicable, Unavailable } from '../../gather/unavailable.ts';
import { endsASession } from '../../gather/walk.ts';
import { type Exchange, inWords, type Request, succeeded } from '../../http/exchange.ts';
import { sendsJson, withField, withFreshKey } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { named } from '../../openapi/document.ts';

/** More than any framework takes by default; the largest, Kestrel's, takes 28.6 MiB. */
const SIZE = 32 * 1_048_576;
const MOST_OPERATIONS = 2;

interface Tried {
  readonly subject: string;
  readonly variation: string;
  readonly exchange: Exchange;
  /** The same without the padding, right behind it. */
  readonly control: Exchange;
}

export const bodyLimit = probingCheck({
  meta: {
    id: 'validation.body-limit',
    title: 'A body has an end',
    mode: 'active',
    severity: 'P1',
    why: 'A body is held in memory before it is read: a few callers with bodies of any size end the process.',
    how: 'At up to two operations a good body of JSON is padded to 32 MiB with white space, which changes nothing of what it means: once with its length told before, once in chunks. It must be refused (413, or another 4xx) or the connection be closed; 2xx, 5xx and hanging fail, as does a service that does not answer the unchanged request afterwards.',
    mend: 'Set a limit for bodies in the proxy and in the parser (for JSON 100 KiB is plenty), and larger ones only where files are sent.',
    sources: ['OWASP API Security Top 10 2023, API4', 'RFC 9110 section 15.5.14', 'CWE-770'],
  },
  needs: ['document', 'walk'],
  probe: async (lab): Promise<readonly Tried[]> => {
    const { operations } = lab.artifact('document');
    if (operations.every(({ body }) => body === undefined)) throw new Inapplicable('No operation of the document takes a body.');
    const tried: Tried[] = [];
    for (const { operation } of lab.artifact('walk').visits.filter(({ control }) => succeeded(control) && control?.request.body !== undefined)) {
      if (new Set(tried.map(({ subject }) => subject)).size >= MOST_OPERATIONS) break;
      tried.push(...await tryOne(lab, operation));
    }
    if (tried.length === 0) throw new Unavailable('No operation that takes JSON was reached.');
    return tried;
  },
  judge: (_, tried) => verdictOf({ count: tried.length, of: 'bodies of 32 MiB' }, tried.map(({ variation, exchange }) => ({ text: `${variation}: ${inWords(exchange)}`, exchange: exchange.id })), tried.flatMap(findingsOf)),
});

async function tryOne(lab: Lab, id: string): Promise<readonly Tried[]> {
  const operation = lab.artifact('document').operations.find((one) => one.id === id);
  const sample = operation === undefined || endsASession(operation) ? undefined : await lab.samples.of(operation);
  if (operation === undefined || sample === undefined || 'cannot' in sample || !sendsJson(sample.request)) return [];
  const good = withFreshKey(sample.request);
  const padded: Request = { ...good, body: Buffer.concat([Buffer.from(good.body ?? ''), Buffer.alloc(SIZE, ' ')]) };
  const variations = [['with its length', padded], ['in chunks', withFreshKey(withField(padded, 'Transfer-Encoding', 'chunked'))]] as const;
  const tried: Tried[] = [];
  for (const [variation, request] of variations) tried.push({ subject: named(operation), variation, exchange: await lab.send(request), control: await lab.send(withFreshKey(good)) });
  return tried;
}

function findingsOf({ subject, variation, exchange, control }: Tried): readonly Finding[] {
  const of = (problem: string, from: Exchange): Finding => ({ subject, problem: `32 MiB ${variation}: ${problem}`, exchange: from.id });
  if (control.answer === undefined) return [of(`the service did not answer the next request (${control.failure ?? 'nothing'})`, control)];
  const { answer, failure } = exchange;
  if (answer === undefined) return failure === 'timeout' ? [of('it hung', exchange)] : [];
  return answer.status < 400 || answer.status >= 500 ? [of(`was answered ${answer.status}`, exchange)] : [];
}
