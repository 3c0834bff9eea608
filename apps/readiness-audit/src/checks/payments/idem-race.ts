import { type Exchange, isDone } from '../../http/exchange.ts';
import { varyingCheck } from '../../judge/check.ts';
import { freshlyKeyed, judgeKeyed, keyFieldOf, type Seen } from './idempotent.ts';
import { madeId } from '../../http/made.ts';

const RACERS = 20;
const RACE = `${RACERS} at once under one key`;

export const idemRace = varyingCheck({
  meta: {
    id: 'payments.idem-race',
    title: 'Simultaneous requests under one key are done once',
    mode: 'active',
    severity: 'P0',
    why: 'A double click, or a client that gives up early and sends again, meets its own first request: a look whether the key is known, and a write behind it, lets both through.',
    how: `${RACERS} equal requests under one fresh key are sent at once, each on a connection of its own, to each operation whose document names an Idempotency-Key header. All 2xx answers must tell of one object; 409 for those that meet one in flight is as it should be, a 5xx is not.`,
    mend: 'Claim the key by an insert under a unique index before anything is done; whoever comes second waits for the answer, or gets 409.',
    sources: ['https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header section 2.6', 'CWE-367: Time-of-check Time-of-use (TOCTOU) Race Condition'],
  },
  needs: ['document', 'walk'],
  follow: async ({ operation }, _control, lab) => {
    const field = keyFieldOf(operation);
    if (field === undefined) return [];
    const fresh = await lab.samples.of(operation);
    if ('cannot' in fresh) return [];
    const request = freshlyKeyed(fresh.request, field);
    return (await lab.together(Array.from({ length: RACERS }, () => request))).map((exchange) => ({ variation: RACE, exchange }));
  },
  judge: ({ document }, varied) => judgeKeyed(document, varied, (named, control) => seenOf(named(RACE), control)),
});

function seenOf(racers: readonly Exchange[], control: Exchange | undefined): Seen {
  const done = racers.filter(isDone);
  const made = new Map(done.flatMap((one) => {
    const id = madeId(one);
    return id === undefined ? [] : [[id, one] as const];
  }));
  const [first, second] = made.keys();
  if (first !== undefined && second !== undefined) return { finding: { problem: `${RACERS} simultaneous requests under one key made ${made.size} objects: ${first}, ${second}${made.size > 2 ? ' and others' : ''}`, exchange: made.get(second)?.id ?? '' } };
  const broken = racers.find(({ answer }) => answer === undefined || answer.status >= 500);
  if (broken !== undefined) return { finding: { problem: `of ${RACERS} simultaneous requests under one key one ended in ${broken.answer?.status ?? broken.failure ?? 'nothing'}`, exchange: broken.id } };
  return seenOfOne(racers, first, control);
}

/** @param made the one object that was told of, if any */
function seenOfOne(racers: readonly Exchange[], made: string | undefined, control: Exchange | undefined): Seen {
  const done = racers.filter(isDone);
  const limited = racers.filter(({ answer }) => answer?.status === 429).length;
  if (limited > racers.length - 2) return { unproven: 'it is rate limited' };
  if (done.length === 0) return { unproven: `none of the ${RACERS} succeeded` };
  if (made === undefined) return { unproven: 'its answers name no object of their own' };
  if (control !== undefined && madeId(control) === made) return { unproven: 'another key brought the same object' };
  return { proof: { text: `${RACERS} at once under one key made ${made} alone: ${done.length} times 2xx, ${RACERS - done.length} refused`, exchange: done[0]?.id ?? '' } };
}
