import { leavesOf, replacedAt } from '../../gather/pointers.ts';
import type { Sample } from '../../gather/samples.ts';
import { type Exchange, isDone, type Request } from '../../http/exchange.ts';
import { jsonBody, withJson } from '../../http/requests.ts';
import { varyingCheck } from '../../judge/check.ts';
import type { ApiDocument } from '../../openapi/document.ts';
import { Schemas } from '../../openapi/schemas.ts';
import { FIRST, firstUnderKey, freshlyKeyed, judgeKeyed, type Seen } from './idempotent.ts';

const FRESH = 'another body under another key';
const MISMATCH = 'another body under the same key';
/** Bodies that are tried until one of them is good by itself. */
const MOST_BODIES = 3;

/** Bodies beside a good one that the document allows, too: with one text or number changed, or one member left out. */
function otherBodies(document: ApiDocument, { operation, request }: Pick<Sample, 'operation' | 'request'>): readonly unknown[] {
  const body = jsonBody(request);
  if (typeof body !== 'object' || body === null) return [];
  const leaves = leavesOf(body);
  const changed = leaves.flatMap(([pointer, value]) => {
    if (typeof value === 'string' && /[a-z] [a-z]/i.test(value)) return [replacedAt(body, pointer, `${value} too`)];
    return typeof value === 'number' ? [replacedAt(body, pointer, value + 1), replacedAt(body, pointer, value - 1)] : [];
  });
  const texts = leaves.filter(([, value]) => typeof value === 'string').map(([pointer, value]) => replacedAt(body, pointer, `${String(value)}x`));
  const without = leaves.map(([pointer]) => replacedAt(body, pointer, undefined));
  const schema = Object.entries(operation.body?.content ?? {}).find(([type]) => /json/i.test(type))?.[1].schema;
  const schemas = schema === undefined ? undefined : new Schemas(document);
  return [...changed, ...texts, ...without].filter((other) => schemas === undefined || schema === undefined || schemas.errors(schema, other).length === 0).slice(0, MOST_BODIES);
}

export const idemMismatch = varyingCheck({
  meta: {
    id: 'payments.idem-mismatch',
    title: 'A key stands for one request',
    mode: 'active',
    severity: 'P1',
    why: 'A key that is used for something else by mistake answers with the wrong order, or does what nobody can trace: the mistake must be told.',
    how: 'Behind a request that has succeeded, another body that the document allows is sent under the same key. The answer must be 422, or a 400 that speaks of idempotency as Stripe\'s does; 409 says that the first is still in flight. The same body under a key of its own shows whether it is good by itself.',
    mend: 'Keep a fingerprint of the request with its key, compare before anything else is done, and answer 422 to another one.',
    sources: ['https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header section 2.7', 'RFC 9110 section 15.5.21'],
  },
  needs: ['document', 'walk'],
  follow: async (sample, _control, lab) => {
    const first = await firstUnderKey(sample, lab);
    if (first === undefined) return [];
    const { field, request } = first;
    const sent = [...first.sent];
    const bodies = otherBodies(lab.artifact('document'), { ...sample, request });
    let good: Request | undefined;
    for (const body of bodies) {
      const exchange = await lab.send(freshlyKeyed(withJson(request, body), field));
      good = withJson(request, body);
      if (!isDone(exchange) && body !== bodies.at(-1)) continue;
      sent.push({ variation: FRESH, exchange });
      break;
    }
    if (good !== undefined) sent.push({ variation: MISMATCH, exchange: await lab.send(good) });
    return sent;
  },
  judge: ({ document }, varied) => judgeKeyed(document, varied, (named, control) => seenOf(named(FIRST)[0] ?? control, named(FRESH)[0], named(MISMATCH)[0])),
});

function seenOf(first: Exchange | undefined, fresh: Exchange | undefined, mismatch: Exchange | undefined): Seen {
  if (first === undefined || !isDone(first)) return { unproven: 'no first request under a key succeeded' };
  if (fresh === undefined || mismatch === undefined) return { unproven: 'no other body could be made of its sample' };
  return seenOfMismatch(mismatch, fresh);
}

/** @param fresh the same other body, under a key of its own: it may be wrong by itself, or come too late */
function seenOfMismatch(mismatch: Exchange, fresh: Exchange): Seen {
  const { answer, failure, id } = mismatch;
  if (answer === undefined) return { finding: { problem: `another body under the same key ended in ${failure ?? 'nothing'}`, exchange: id } };
  if (isDone(mismatch)) return { finding: { problem: `another body under the same key was answered ${answer.status}`, exchange: id } };
  if (answer.status === 429) return { unproven: 'it is rate limited' };
  const isForTheKey = /idempot/i.test(answer.body);
  const proves = (answer.status === 400 && isForTheKey) || (answer.status === 422 && (isForTheKey || fresh.answer?.status !== 422));
  if (proves) return { proof: { text: `another body under the same key: ${answer.status}`, exchange: id } };
  return isDone(fresh) ? { finding: { problem: `another body under the same key was answered ${answer.status} in place of 422`, exchange: id } } : { unproven: `the other body is refused with ${fresh.answer?.status ?? 'nothing'} under a key of its own, too` };
}
