import type { Lab } from '../../gather/lab.ts';
import type { Sample } from '../../gather/samples.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { endsASession } from '../../gather/walk.ts';
import { type Exchange, type Fields, inWords, type Request, succeeded } from '../../http/exchange.ts';
import { sendsJson, withField, withFreshKey } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { named } from '../../openapi/document.ts';

/** What may become of an edge beside 4xx: that the connection is closed, or that it is taken all the same. */
type Tolerated = 'closed' | 'taken';

interface Edge {
  readonly name: string;
  readonly bytes: Buffer;
  readonly shownAs: Pick<Request, 'method' | 'path'>;
  readonly tolerated: readonly Tolerated[];
  readonly thenEnds?: true;
}

/** An edge that was sent, and what the service said right behind it. */
interface Tried {
  readonly name: string;
  readonly subject: string;
  readonly tolerated: readonly Tolerated[];
  readonly exchange: Exchange;
  readonly afterwards: Exchange;
}

/** Servers wait longer for the rest of a request than this; one that is told that nothing more comes has no reason to. */
const PATIENCE_MS = 20_000;
/** More than any server takes by default: that of Go takes 1 MiB. */
const HUGE = 2 * 1_048_576;

export const edges = probingCheck({
  meta: {
    id: 'errors.edges',
    title: 'What is no proper request is refused, and the next one is served',
    mode: 'active',
    severity: 'P1',
    why: 'Scanners, broken clients and dying connections send such bytes every day. Below the framework nobody wrote a handler for them, and one of them may end the process.',
    how: 'On connections of their own, byte by byte: JSON that breaks off, bytes that are no UTF-8, an encoding and a charset that are not what they say, a header of 2 MiB, a method that does not exist, a path of broken percent-encoding, and a request whose sender stops in the middle. Each must be refused or, where HTTP leaves it open, be closed or taken; none may hang or answer 5xx (501 and 505 may), and an ordinary request right behind it must be answered.',
    mend: 'Map errors of the parser to 400, 413, 415 and 431; handle the `clientError` of the server; never let an exception of a connection reach the process.',
    sources: ['RFC 9112 sections 2.2 and 8', 'RFC 8259 section 8.1', 'RFC 6585 section 5', 'CWE-755'],
  },
  needs: ['document', 'walk'],
  probe: async (lab): Promise<readonly Tried[]> => {
    const sample = await sampleWithBody(lab);
    const tried: Tried[] = [];
    for (const { name, bytes, shownAs, tolerated, thenEnds } of edgesOf(sample, lab.base.host)) {
      const exchange = await lab.bytes(bytes, shownAs, { timeoutMs: PATIENCE_MS, thenEnds: thenEnds === true });
      tried.push({ name, subject: named(sample.operation), tolerated, exchange, afterwards: await lab.send({ method: 'GET', path: '/' }) });
    }
    return tried;
  },
  judge: (_, tried) => verdictOf({ count: tried.length, of: 'edges' }, tried.map(({ name, exchange }) => ({ text: `${name}: ${inWords(exchange)}`, exchange: exchange.id })), tried.flatMap(findingsOf)),
});

/** @throws Unavailable */
async function sampleWithBody(lab: Lab): Promise<Sample> {
  const { operations } = lab.artifact('document');
  const reached = lab.artifact('walk').visits.filter(({ control }) => succeeded(control)).flatMap(({ operation }) => operations.filter(({ id }) => id === operation));
  const withBody = reached.filter((one) => one.body !== undefined && one.method !== 'DELETE' && !endsASession(one));
  for (const operation of [...withBody, ...reached.filter(({ method }) => method === 'GET')]) {
    const sample = await lab.samples.of(operation);
    if (!('cannot' in sample) && (sendsJson(sample.request) || operation.method === 'GET')) return sample;
  }
  throw new Unavailable('No operation was reached that could be sent wrong.');
}

function edgesOf({ request, operation }: Sample, host: string): readonly Edge[] {
  const good = withFreshKey(request);
  const shownAs = { method: request.method, path: request.path };
  const bytesOf = (of: Request): Buffer => wire(of, host);
  const always: readonly Edge[] = [
    { name: 'a header of 2 MiB', bytes: wire({ ...good, headers: [...(good.headers ?? []), ['X-Audit', 'a'.repeat(HUGE)]] }, host), shownAs, tolerated: ['closed'] },
    { name: 'a method that does not exist', bytes: bytesOf({ ...good, method: 'AUDIT' }), shownAs: { ...shownAs, method: 'AUDIT' }, tolerated: ['closed'] },
    { name: 'a path of broken percent-encoding', bytes: bytesOf({ method: 'GET', path: '/%zz%' }), shownAs: { method: 'GET', path: '/%25zz%25' }, tolerated: ['closed', 'taken'] },
  ];
  if (operation.method === 'GET' || good.body === undefined) return always;
  const body = Buffer.from(good.body);
  const whole = bytesOf(good);
  return [
    { name: 'JSON that breaks off', bytes: bytesOf({ ...good, body: body.subarray(0, -1) }), shownAs, tolerated: [] },
    { name: 'bytes that are no UTF-8', bytes: bytesOf({ ...good, body: Buffer.concat([Buffer.from('{"audit":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]) }), shownAs, tolerated: ['taken'] },
    { name: 'an encoding that it does not have', bytes: bytesOf({ ...good, headers: [...(good.headers ?? []), ['Content-Encoding', 'gzip']] }), shownAs, tolerated: ['taken', 'closed'] },
    { name: 'a charset that does not exist', bytes: bytesOf(withField(good, 'Content-Type', 'application/json; charset=audit-8')), shownAs, tolerated: ['taken'] },
    { name: 'a request that ends in the middle of its body', bytes: whole.subarray(0, whole.length - Math.ceil(body.length / 2)), shownAs, tolerated: ['closed'], thenEnds: true },
    ...always,
  ];
}

function wire({ method, path, headers = [], body }: Request, host: string): Buffer {
  const content = Buffer.from(body ?? '');
  const fields: Fields = [['Host', host], ...headers, ...(body === undefined ? [] : [['Content-Length', String(content.length)] as const]), ['Connection', 'close']];
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`), content]);
}

function findingsOf({ name, subject, tolerated, exchange, afterwards }: Tried): readonly Finding[] {
  const { answer, failure } = exchange;
  const of = (problem: string, from: Exchange): Finding => ({ subject, problem: `${name}: ${problem}`, exchange: from.id });
  if (afterwards.answer === undefined) return [of(`the service did not answer the next request (${afterwards.failure ?? 'nothing'})`, afterwards)];
  if (answer === undefined) return failure !== 'timeout' && tolerated.includes('closed') ? [] : [of(failure === 'timeout' ? 'it hung' : `the connection was closed without an answer (${failure ?? 'nothing'})`, exchange)];
  if (answer.status >= 500) return answer.status === 501 || answer.status === 505 ? [] : [of(`answered ${answer.status}`, exchange)];
  return answer.status < 400 && !tolerated.includes('taken') ? [of(`was taken with ${answer.status}`, exchange)] : [];
}
