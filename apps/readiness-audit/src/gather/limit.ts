import { type Burst, isTooMany, type Limit } from '../artifacts/limit.ts';
import { type Exchange, fieldOf, type Request, succeeded } from '../http/exchange.ts';
import { withField } from '../http/requests.ts';
import { named, type Operation } from '../openapi/document.ts';
import type { Lab } from './lab.ts';
import { isLight, LIGHT } from './load.ts';
import { Unavailable } from './unavailable.ts';

/** Requests in all: enough for the usual limits of a minute, too few to be an attack. */
export const MOST_SENT = 1_500;
const PLAIN = 1_000;
const AT_ONCE = 10;
const LONGEST_MS = 30_000;
/** What is exempt from limits for good reason. */
const EXEMPT = /health|live|ready|metrics|ping|docs|openapi|\.well-known|jwks|favicon|version/i;
/** Addresses for documentation: nobody's. RFC 5737. */
const forged = (turn: number): string => `203.0.113.${(turn % 250) + 1}`;
const OUTER = '198.51.100.7';

/** @throws Unavailable when no reading operation was seen to succeed */
export async function gatherLimit(lab: Lab): Promise<Limit> {
  const { operation, request } = await cheapest(lab);
  const subject = named(operation);
  const before = lab.requests;
  const plain = await burst(lab, PLAIN, () => request);
  if (plain.refused === undefined) {
    if (plain.sent < PLAIN) return { subject, plain };
    return { subject, plain, addressed: await burst(lab, MOST_SENT - plain.sent, () => withField(request, 'X-Forwarded-For', OUTER)) };
  }
  const again: NonNullable<Limit['again']>[number][] = [];
  for (const field of ['X-Forwarded-For', 'Forwarded']) {
    const neighbour = await once(lab, request);
    const other = await once(lab, withField(request, field, valueOf(field, [forged(again.length + 1)])));
    again.push({ field, before: neighbour, forged: other, after: await once(lab, request) });
  }
  const passed = again.find(({ before: neighbour, forged: other, after }) => isTooMany(neighbour) && !isTooMany(other) && isTooMany(after));
  if (passed === undefined) return { subject, plain, again };
  // A service that believes only its neighbour is right to believe the audit, which stands where its proxy would: what it must not believe is what the neighbour was told.
  const needed = (announced(plain) ?? Math.min(PLAIN, plain.sent + before)) + AT_ONCE * 2;
  const most = Math.min(needed, MOST_SENT - plain.sent);
  return { subject, plain, again, rotating: { field: passed.field, needed, burst: await burst(lab, most, (turn) => withField(request, passed.field, valueOf(passed.field, [forged(turn), OUTER]))) } };
}

/** How much is allowed, where the service says so: one more than that meets the limit, whatever was sent before. */
function announced({ first, last, refused }: Burst): number | undefined {
  for (const { answer } of [last, first, ...(refused === undefined ? [] : [refused])]) {
    const { headers = [] } = answer ?? {};
    const told = /\bq=(\d+)/.exec(fieldOf(headers, 'ratelimit-policy') ?? '')?.[1] ?? /\blimit=(\d+)/.exec(fieldOf(headers, 'ratelimit') ?? '')?.[1] ?? fieldOf(headers, 'ratelimit-limit') ?? headers.find(([name]) => /^x-rate-?limit-limit/i.test(name))?.[1];
    const count = Number.parseInt(told ?? '', 10);
    if (count > 0) return count;
  }
  return undefined;
}

/** RFC 7239 section 4; X-Forwarded-For is a list likewise. */
const valueOf = (field: string, addresses: readonly string[]): string => addresses.map((address) => (field === 'Forwarded' ? `for=${address}` : address)).join(', ');

const once = (lab: Lab, request: Request): Promise<Exchange> => lab.send(request, { waits: false });

/** In ms; what takes less is as quick as another. */
const QUICK = 250;

/** A quick and light reading operation that is about no single thing: the same one in each run. */
async function cheapest(lab: Lab): Promise<{ readonly operation: Operation; readonly request: Request }> {
  const controls = new Map(lab.artifact('walk').visits.filter(({ control }) => succeeded(control)).map(({ operation, control }) => [operation, control]));
  const reached = lab.artifact('document').operations.filter(({ id, method, path }) => method === 'GET' && controls.has(id) && !EXEMPT.test(path));
  const reading = reached.filter(({ id }) => isLight(controls.get(id)));
  if (reached.length > 0 && reading.length === 0) throw new Unavailable(`Of ${reached.length} operations that only read none answers with ${LIGHT}: nothing else is asked a thousand times.`);
  const weight = ({ id, path }: Operation): number => Math.floor((controls.get(id)?.ms ?? 0) / QUICK) + (path.includes('{') ? 1_000 : 0);
  for (const operation of [...reading].sort((one, other) => weight(one) - weight(other)).slice(0, 5)) {
    const sample = await lab.samples.of(operation);
    if ('cannot' in sample) continue;
    const control = await lab.send(sample.request);
    // What the rest of the audit has sent may have met the limit already.
    const { rates } = lab.target;
    if (succeeded(control) || isTooMany(control)) return { operation, request: rates === undefined ? sample.request : { ...sample.request, path: new URL(sample.request.path, rates.baseUrl).href } };
  }
  throw new Unavailable('No operation that only reads was seen to succeed, apart from health and the like: nothing else is asked a thousand times.');
}

async function burst(lab: Lab, most: number, make: (turn: number) => Request): Promise<Burst> {
  const ends = performance.now() + LONGEST_MS;
  const first = await once(lab, make(0));
  if (isTooMany(first)) return { sent: 1, first, last: first, refused: first };
  let last = first;
  let sent = 1;
  while (sent < most && performance.now() < ends) {
    const turn = sent;
    const some = await Promise.all(Array.from({ length: Math.min(AT_ONCE, most - sent) }, (_, place) => once(lab, make(turn + place))));
    sent += some.length;
    const refused = some.find(isTooMany);
    last = some.findLast((one) => !isTooMany(one) && one.answer !== undefined) ?? last;
    if (refused !== undefined) return { sent, first, last, refused };
  }
  return { sent, first, last };
}
