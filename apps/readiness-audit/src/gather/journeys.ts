import { isDeepStrictEqual } from 'node:util';
import type { JourneyWalked, StepWalked } from '../artifacts/walk.ts';
import { type Exchange, fieldOf, isDone, jsonOf, type Request } from '../http/exchange.ts';
import { withCredentials } from '../http/requests.ts';
import type { Operation } from '../openapi/document.ts';
import type { Journey, JourneyStep } from '../target/target-file.ts';
import type { Lab } from './lab.ts';
import { valueAtPointer } from './pointers.ts';
import { missingIn, requestOf } from './templates.ts';

const PATIENCE_MS = 30_000;
const EVERY_MS = 250;

/** Walks a journey to its end, or to the first step that is not as it should be. What its steps capture is known to all samples afterwards. */
export async function walkJourney(lab: Lab, { name, steps }: Journey): Promise<JourneyWalked> {
  const walked: StepWalked[] = [];
  for (const step of steps) {
    const done = await walkStep(lab, step);
    walked.push(done);
    if (done.problem !== undefined) break;
  }
  return { name, steps: walked, stepsInAll: steps.length };
}

async function walkStep(lab: Lab, step: JourneyStep): Promise<StepWalked> {
  const operation = step.operation === undefined ? undefined : lab.artifact('document').operations.find(({ id }) => id === step.operation);
  const shown = operation === undefined ? `${step.method ?? 'GET'} ${step.path ?? step.operation ?? ''}` : `${operation.method} ${operation.path}`;
  if (step.operation !== undefined && operation === undefined) return { step: shown, problem: `the document knows no operation ${step.operation}` };
  const request = requestOfStep(lab, step, operation);
  if (typeof request === 'string') return { step: shown, problem: request };
  const ends = performance.now() + PATIENCE_MS;
  for (;;) {
    const { raw, exchange } = await lab.sendRaw(request);
    const problem = problemOf(step, raw);
    if (problem === undefined) return { step: shown, exchange, ...capture(lab, step, raw) };
    if (step.until === undefined || performance.now() > ends) return { step: shown, exchange, problem };
    await lab.pause(EVERY_MS);
  }
}

/** @returns what is sent, or why nothing can be. */
function requestOfStep(lab: Lab, step: JourneyStep, operation: Operation | undefined): Request | string {
  const variables = Object.fromEntries(lab.samples.variables);
  const missing = missingIn({ ...step, until: undefined, capture: undefined }, variables);
  if (missing.length > 0) return `nothing told ${missing.join(', ')}`;
  const bare = requestOf(step, { variables, operation });
  if (step.as === undefined) return bare;
  const session = lab.sessions.named(step.as);
  return session === undefined ? `${step.as} is not logged in` : withCredentials(bare, session.credentials);
}

function problemOf({ expect, until = {} }: JourneyStep, { answer, failure }: Exchange): string | undefined {
  if (answer === undefined) return `it ended in ${failure ?? 'nothing'}`;
  const isExpected = expect === undefined ? isDone({ answer }) : answer.status === expect;
  if (!isExpected) return `it answered ${answer.status} in place of ${expect ?? '2xx'}`;
  const value = jsonOf(answer);
  const [unmet] = Object.entries(until).filter(([pointer, wanted]) => !isDeepStrictEqual(valueAtPointer(value, pointer), wanted));
  return unmet === undefined ? undefined : `${unmet[0]} was not ${JSON.stringify(unmet[1])}`;
}

/** @returns a problem where something to be captured is not there. */
function capture(lab: Lab, { capture: wanted = {} }: JourneyStep, { answer }: Exchange): { readonly problem?: string } {
  for (const [name, from] of Object.entries(wanted)) {
    const value = from.startsWith('header:') ? fieldOf(answer?.headers ?? [], from.slice('header:'.length)) : valueAtPointer(answer === undefined ? undefined : jsonOf(answer), from);
    if (typeof value !== 'string' && typeof value !== 'number') return { problem: `there is nothing at ${from} to be captured as ${name}` };
    lab.samples.variables.set(name, String(value));
  }
  return {};
}
