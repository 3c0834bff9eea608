import type { Lab } from '../../gather/lab.ts';
import type { Sample } from '../../gather/samples.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { succeeded } from '../../http/exchange.ts';
import type { Operation } from '../../openapi/document.ts';

/** Often left out of counters and logs on purpose. */
const TECHNICAL = /health|live|ready|ping|metrics|docs|swagger|openapi|favicon|version|\.well-known/i;

/** Collections before items; behind credentials before open, as most operations are. */
const weightOf = ({ path, security }: Operation): number => path.split('{').length + (security === 'required' ? 0 : 0.5);

/**
 * Requests that read, change nothing and were seen to succeed, the cheapest first; the same ones in each run.
 * @throws Unavailable where the walk reached none
 */
export async function cheapReads(lab: Lab, most: number): Promise<readonly Sample[]> {
  const { operations } = lab.artifact('document');
  const reached = lab.artifact('walk').visits.flatMap(({ operation: id, control }) => {
    const operation = operations.find((one) => one.id === id);
    return operation?.method === 'GET' && succeeded(control) && control?.answer !== undefined && control.answer.status < 300 ? [operation] : [];
  });
  const plain = reached.filter(({ path }) => !TECHNICAL.test(path));
  const sorted = [...(plain.length === 0 ? reached : plain)].sort((one, other) => weightOf(one) - weightOf(other));
  const samples: Sample[] = [];
  for (const operation of sorted) {
    if (samples.length === most) break;
    const sample = await lab.samples.of(operation);
    if (!('cannot' in sample)) samples.push(sample);
  }
  if (samples.length === 0) throw new Unavailable('No operation was reached that only reads.');
  return samples;
}
