import { jsonOf, type Request } from '../http/exchange.ts';
import { withCredentials } from '../http/requests.ts';
import type { Counted } from '../target/target-file.ts';
import type { Lab } from './lab.ts';
import { valueAtPointer } from './pointers.ts';
import { missingIn, requestOf } from './templates.ts';
import { Unavailable } from './unavailable.ts';

const EVERY_MS = 250;
/** So long it must stay as it is before it counts as settled: work behind the answer is done by then, or is seen to go on. */
const STILL_MS = 1_500;
/** What never stays tells nothing, but is not waited for without end. */
const LONGEST_MS = 20_000;

/** What was counted, and the exchange in which it stood. */
export interface Count {
  readonly value: number;
  readonly exchange: string;
}

/** Asks what the target file says is to be counted: a number, or the length of a list. @throws Unavailable when neither is there */
export async function countOf(lab: Lab, counted: Counted): Promise<Count> {
  const request = requestFor(lab, counted);
  const { answer, id, failure = 'nothing' } = await lab.send(request);
  const value = answer?.status === 200 ? valueAtPointer(jsonOf(answer), counted.value) : undefined;
  if (Array.isArray(value)) return { value: value.filter((one) => counted.containing === undefined || JSON.stringify(one).includes(counted.containing)).length, exchange: id };
  if (typeof value === 'number') return { value, exchange: id };
  if (answer?.status === 429) throw new Unavailable(`${request.method} ${request.path}, by which the target file counts, is rate limited (${id}): raise its limit for the audit's address.`);
  throw new Unavailable(`${request.method} ${request.path} ${answer === undefined ? `ended in ${failure}` : `answered ${answer.status}`}, without a number or a list at ${counted.value} (${id}): correct what the target file counts by.`);
}

function requestFor(lab: Lab, counted: Counted): Request {
  const variables = Object.fromEntries(lab.samples.variables);
  const [missing] = missingIn({ ...counted, value: '' }, variables);
  if (missing !== undefined) throw new Unavailable(`What is to be counted needs ${missing}, which nothing has told.`);
  const operation = counted.operation === undefined ? undefined : lab.artifact('document').operations.find(({ id }) => id === counted.operation);
  if (counted.operation !== undefined && operation === undefined) throw new Unavailable(`The document knows no operation ${counted.operation}, by which the target file counts.`);
  const session = counted.as === undefined ? undefined : lab.sessions.named(counted.as);
  if (counted.as !== undefined && session === undefined) throw new Unavailable(`${counted.as}, by whom the target file counts, is not logged in.`);
  const bare = requestOf(counted, { variables, operation });
  return session === undefined ? bare : withCredentials(bare, session.credentials);
}

/** Waits until a count stays as it is: what was sent before may still have its effect. */
export async function countStill(lab: Lab, counted: Counted): Promise<Count> {
  return stayed(lab, counted, await countOf(lab, counted));
}

/** Waits until a count is another one than before, and then until it stays. @returns it, changed or not */
export async function countSettled(lab: Lab, counted: Counted, before: Count, patienceMs: number): Promise<Count> {
  const ends = performance.now() + patienceMs;
  let last = await countOf(lab, counted);
  while (last.value === before.value && performance.now() < ends) {
    await lab.pause(EVERY_MS);
    last = await countOf(lab, counted);
  }
  return last.value === before.value ? last : stayed(lab, counted, last);
}

async function stayed(lab: Lab, counted: Counted, first: Count): Promise<Count> {
  let last = first;
  const ends = performance.now() + LONGEST_MS;
  for (let still = 0; still < STILL_MS && performance.now() < ends; still += EVERY_MS) {
    await lab.pause(EVERY_MS);
    const now = await countOf(lab, counted);
    if (now.value !== last.value) still = 0;
    last = now;
  }
  return last;
}
