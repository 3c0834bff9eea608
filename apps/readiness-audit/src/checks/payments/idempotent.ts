import { randomUUID } from 'node:crypto';
import type { Lab } from '../../gather/lab.ts';
import type { Sample } from '../../gather/samples.ts';
import { IDEMPOTENCY_KEY, withField } from '../../http/requests.ts';
import { type Exchange, fieldOf, type Request } from '../../http/exchange.ts';
import type { Varied } from '../../judge/check.ts';
import { type Evidence, type Finding, notApplicable, notAvailable, type Verdict, verdictOf } from '../../judge/outcome.ts';
import type { ApiDocument, Operation } from '../../openapi/document.ts';

/** The variation by which a key is used for the first time, where the unchanged request had none. */
export const FIRST = 'under a key for the first time';

/** The name of the field by which an operation is idempotent; undefined where its document names none. */
export const keyFieldOf = ({ parameters }: Operation): string | undefined => parameters.find(({ name, in: where }) => where === 'header' && IDEMPOTENCY_KEY.test(name))?.name;

/** A request under a key that was never used. */
export const freshlyKeyed = (request: Request, field: string): Request => withField(request, field, randomUUID());

/** Whether a request carries a key. */
const isKeyed = ({ headers = [] }: Request, field: string): boolean => fieldOf(headers, field) !== undefined;

/** A good request under a key, and what was sent so that it stands under one. */
export interface FirstUnderKey {
  readonly field: string;
  readonly request: Request;
  readonly sent: readonly Pick<Varied, 'variation' | 'exchange'>[];
}

/** The request behind which its key is used again; undefined where the operation has no key, or where none can be made. */
export async function firstUnderKey({ operation, request }: Sample, lab: Lab): Promise<FirstUnderKey | undefined> {
  const field = keyFieldOf(operation);
  if (field === undefined) return undefined;
  if (isKeyed(request, field)) return { field, request, sent: [] };
  // The document makes the key optional: the good request went without, and is no first one of anything.
  const fresh = await lab.samples.of(operation);
  if ('cannot' in fresh) return undefined;
  const first = freshlyKeyed(fresh.request, field);
  return { field, request: first, sent: [{ variation: FIRST, exchange: await lab.send(first) }] };
}

/** What was seen of one operation: what is wrong, what is proven, or why nothing is. */
export type Seen = { readonly finding: Omit<Finding, 'subject'> } | { readonly proof: Evidence } | { readonly unproven: string };

/**
 * Judges idempotent operations one by one. What proves nothing is told and counts for nothing.
 * @param see looks at one operation: its exchanges by the name of their variation, and the unchanged request
 */
export function judgeKeyed({ operations }: ApiDocument, varied: readonly Varied[], see: (named: (variation: string) => readonly Exchange[], control: Exchange | undefined) => Seen): Verdict {
  const keyed = operations.filter((operation) => keyFieldOf(operation) !== undefined);
  if (keyed.length === 0) return notApplicable(`None of the document's ${operations.length} operations names an Idempotency-Key header.`);
  const [findings, proofs, unproven]: [Finding[], Evidence[], string[]] = [[], [], []];
  for (const operation of keyed) {
    const own = varied.filter((one) => one.operation === operation.id);
    const seen = own.length === 0 ? { unproven: 'it was not reached' } : see((variation) => own.filter((one) => one.variation === variation).map(({ exchange }) => exchange), own[0]?.control);
    if ('finding' in seen) findings.push({ subject: `${operation.method} ${operation.path}`, ...seen.finding });
    else if ('proof' in seen) proofs.push({ ...seen.proof, text: `${operation.id}: ${seen.proof.text}` });
    else unproven.push(`${operation.id}: ${seen.unproven}`);
  }
  if (findings.length + proofs.length === 0) return notAvailable(`It could be tried on none of ${keyed.length} idempotent operations: ${unproven.slice(0, 3).join('; ')}.`);
  return verdictOf({ count: findings.length + proofs.length, of: 'idempotent operations' }, [...proofs, ...(unproven.length === 0 ? [] : [{ text: `not measured: ${unproven.join('; ')}` }])], findings);
}
