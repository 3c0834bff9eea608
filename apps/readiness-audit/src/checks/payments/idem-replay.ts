import { type Exchange, inWords, isDone } from '../../http/exchange.ts';
import { varyingCheck } from '../../judge/check.ts';
import { FIRST, firstUnderKey, freshlyKeyed, judgeKeyed, type Seen } from './idempotent.ts';
import { differencesOf, madeId } from '../../http/made.ts';

const AGAIN = 'again under the same key';
const OTHER = 'under another key';

export const idemReplay = varyingCheck({
  meta: {
    id: 'payments.idem-replay',
    title: 'The same request under the same key is done once',
    mode: 'active',
    severity: 'P0',
    why: 'Whoever got no answer sends again: without a key that is kept, the customer pays twice.',
    how: 'A request that has succeeded is sent again unchanged, on each operation whose document names an Idempotency-Key header. The answer must be a 2xx that tells of the same object (the same id; else the same content, but for times). Where another key brings the same object, too, nothing is proven.',
    mend: 'Store the key, a fingerprint of the request and its answer in the same write as its effect, and answer from there for at least 24 h.',
    sources: ['https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header section 2.6', 'https://docs.stripe.com/api/idempotent_requests'],
  },
  needs: ['document', 'walk'],
  follow: async (sample, _control, lab) => {
    const first = await firstUnderKey(sample, lab);
    if (first === undefined) return [];
    const { field, request, sent } = first;
    const again = { variation: AGAIN, exchange: await lab.send(request) };
    return [...sent, again, { variation: OTHER, exchange: await lab.send(freshlyKeyed(request, field)) }];
  },
  judge: ({ document }, varied) => judgeKeyed(document, varied, (named, control) => seenOf(named(FIRST)[0] ?? control, named(AGAIN)[0], named(OTHER)[0])),
});

function seenOf(first: Exchange | undefined, again: Exchange | undefined, other: Exchange | undefined): Seen {
  if (first === undefined || again === undefined || !isDone(first)) return { unproven: 'no first request under a key succeeded' };
  const { answer, id } = again;
  if (answer === undefined) return { finding: { problem: `the same request again ${inWords(again)}`, exchange: id } };
  if ([401, 403, 429].includes(answer.status)) return { unproven: `the same request again answered ${answer.status}` };
  if (!isDone(again)) return { finding: { problem: `the same request again answered ${answer.status} in place of what it answered first`, exchange: id } };
  const [made, remade] = [madeId(first), madeId(again)];
  if (made !== undefined && remade !== undefined) {
    if (made !== remade) return { finding: { problem: `the same request again made a second object: ${remade} beside ${made}`, exchange: id } };
    return other !== undefined && madeId(other) === made ? { unproven: 'another key brought the same object' } : { proof: { text: `told of ${made} again`, exchange: id } };
  }
  return seenOfContent(first, again, other);
}

/** Of answers that name no object of their own. */
function seenOfContent(first: Exchange, again: Exchange, other: Exchange | undefined): Seen {
  const { id } = again;
  const differences = differencesOf(first, again);
  if (differences === undefined) return { unproven: 'its answers have no content to compare' };
  const [difference] = differences;
  if (difference !== undefined) return { finding: { problem: `the same request again answered something else at ${difference === '' ? 'the whole' : difference}`, exchange: id } };
  const isOther = other !== undefined && (!isDone(other) || differencesOf(first, other)?.length !== 0);
  return isOther ? { proof: { text: 'the same answer again', exchange: id } } : { unproven: 'another key brought the same answer' };
}
