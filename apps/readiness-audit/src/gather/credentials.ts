import { type Exchange, fieldOf, type Request, succeeded } from '../http/exchange.ts';
import { withoutCredentials } from '../http/requests.ts';
import type { Operation } from '../openapi/document.ts';
import { wasServed } from '../judge/served.ts';
import type { Lab } from './lab.ts';

/** An operation that is a sure sign of whether credentials are good: with them it answers, without them it refuses. */
export interface Touchstone {
  readonly operation: Operation;
  readonly request: Request;
  readonly control: Exchange;
}

/** The operations that read without changing anything, ask for credentials and were seen to succeed; those about no single thing first. */
export function closedReadings(lab: Lab): readonly Operation[] {
  const reached = new Set(lab.artifact('walk').visits.filter(({ control }) => succeeded(control)).map(({ operation }) => operation));
  const found = lab.artifact('document').operations.filter(({ id, method, security }) => method === 'GET' && security === 'required' && reached.has(id));
  return [...found].sort((one, other) => one.path.split('{').length - other.path.split('{').length);
}

/** The bearer token of a request. */
export const bearerOf = ({ headers = [] }: Request): string | undefined => /^Bearer (\S+)$/i.exec(fieldOf(headers, 'authorization') ?? '')?.[1];

/**
 * Operations by which credentials can be told from none.
 * @param most how many are wanted
 * @param as the request as it is to be sent; undefined where it cannot be
 */
export async function touchstones(lab: Lab, most: number, as: (request: Request) => Request | undefined): Promise<readonly Touchstone[]> {
  const found: Touchstone[] = [];
  for (const operation of closedReadings(lab)) {
    if (found.length >= most) break;
    const sample = await lab.samples.of(operation);
    const request = 'cannot' in sample ? undefined : as(sample.request);
    if (request === undefined) continue;
    const control = await lab.send(request);
    if (!succeeded(control) || wasServed(await lab.send(withoutCredentials(request)), control)) continue;
    found.push({ operation, request, control });
  }
  return found;
}
