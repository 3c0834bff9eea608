import type { Lab } from '../../gather/lab.ts';
import { replacedAt } from '../../gather/pointers.ts';
import { filledIn } from '../../gather/templates.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import type { Exchange, Request } from '../../http/exchange.ts';
import { madeId } from '../../http/made.ts';
import { jsonBody, withFreshKey, withJson } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Evidence, type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { named, type Operation } from '../../openapi/document.ts';
import type { NaturalKey } from '../../target/target-file.ts';

const RACERS = 20;

interface Raced {
  readonly subject: string;
  readonly key: string;
  readonly racers: readonly Exchange[];
  /** The same once more, behind them. */
  readonly later: Exchange;
  /** With another value: who makes the same of it makes nothing at all. */
  readonly other: Exchange;
}

async function raceFor(lab: Lab, naturalKey: NaturalKey): Promise<Raced> {
  const { operation, request } = await requestFor(lab, naturalKey);
  const racers = await lab.together(Array.from({ length: RACERS }, () => withFreshKey(request)));
  return { subject: named(operation), key: naturalKey.key, racers, later: await lab.send(withFreshKey(request)), other: await lab.send((await requestFor(lab, naturalKey)).request) };
}

/** A good request with a value that is free. */
async function requestFor(lab: Lab, { create, key, value }: NaturalKey): Promise<{ readonly operation: Operation; readonly request: Request }> {
  const operation = lab.artifact('document').operations.find(({ id }) => id === create);
  if (operation === undefined) throw new Unavailable(`The document knows no operation ${create}, which \`naturalKeys\` of the target file names.`);
  const sample = await lab.samples.of(operation);
  if ('cannot' in sample) throw new Unavailable(`${named(operation)} cannot be tried: ${sample.cannot}.`);
  const body = jsonBody(sample.request);
  if (typeof body !== 'object' || body === null) throw new Unavailable(`The body of ${named(operation)} is no JSON object, so that no member of it can be set.`);
  return { operation, request: withFreshKey(value === undefined ? sample.request : withJson(sample.request, replacedAt(body, key, filledIn(value, {})))) };
}

/** What was made, by its id; 201 says that something was, also without one. RFC 9110 section 15.3.2. */
function madeBy(exchanges: readonly Exchange[]): ReadonlyMap<string, Exchange> {
  return new Map(exchanges.flatMap((exchange) => {
    const id = madeId(exchange) ?? (exchange.answer?.status === 201 ? `what ${exchange.id} made` : undefined);
    return id === undefined ? [] : [[id, exchange] as const];
  }));
}

function seenOf({ subject, key, racers, later, other }: Raced): { readonly finding: Finding } | { readonly evidence: Evidence } | { readonly unproven: string } {
  const made = madeBy([...racers, later]);
  const [first, second] = made;
  const count = (status: number): number => racers.filter(({ answer }) => answer !== undefined && Math.floor(answer.status / 100) === status).length;
  if (second !== undefined) return { finding: { subject, problem: `${RACERS} requests at once and one behind them, all with the same ${key}, made ${made.size} objects: ${[...made.keys()].slice(0, 2).join(', ')}${made.size > 2 ? ' and others' : ''}`, exchange: second[1].id } };
  if (first === undefined) return { unproven: `${subject}: none of ${RACERS} answers told of an object that was made (${racers[0]?.id ?? ''})` };
  if (racers.filter(({ answer }) => answer?.status === 429).length > RACERS - 2) return { unproven: `${subject} is rate limited` };
  if (madeBy([other]).has(first[0])) return { unproven: `${subject} tells of the same object for another ${key}, too (${other.id}): nothing seems to be made` };
  return { evidence: { text: `${subject}, ${RACERS} at once with the same ${key}: ${count(2)} times 2xx, ${count(4)} times 4xx, ${count(5)} times 5xx; ${first[0]} alone was made`, exchange: first[1].id } };
}

export const unique = probingCheck({
  meta: {
    id: 'data.unique',
    title: 'What must be there once is there once',
    mode: 'active',
    severity: 'P0',
    why: 'A look whether the name is taken, and a write behind it, lets two of the same through: two accounts for one address, two invoices with one number.',
    how: `For each of \`naturalKeys\` in the target file ${RACERS} equal requests with the same fresh value are sent at once, one behind them, and one with another value. All 2xx of the one value must tell of one object, and not of the other's.`,
    mend: 'Let the database keep it: a unique index or constraint, whose violation is answered with 409.',
    sources: ['CWE-367: Time-of-check Time-of-use (TOCTOU) Race Condition', 'RFC 9110 section 15.5.10'],
  },
  needs: ['document', 'walk'],
  probe: async (lab): Promise<readonly Raced[]> => {
    const { naturalKeys = [] } = lab.target;
    if (naturalKeys.length === 0) throw new Unavailable('The target file tells no `naturalKeys`: add operations that make what must be there once, with the member of their body that says what it is.');
    const raced: Raced[] = [];
    for (const naturalKey of naturalKeys) raced.push(await raceFor(lab, naturalKey));
    return raced;
  },
  judge: (_, raced) => {
    const [findings, evidence, unproven]: [Finding[], Evidence[], string[]] = [[], [], []];
    for (const one of raced) {
      const seen = seenOf(one);
      if ('finding' in seen) findings.push(seen.finding);
      else if ('evidence' in seen) evidence.push(seen.evidence);
      else unproven.push(seen.unproven);
    }
    if (findings.length + evidence.length === 0) return notAvailable(`${unproven.join('; ')}.`);
    return verdictOf({ count: raced.length - unproven.length, of: 'natural keys' }, [...evidence, ...unproven.map((text) => ({ text: `not measured: ${text}` }))], findings);
  },
});
