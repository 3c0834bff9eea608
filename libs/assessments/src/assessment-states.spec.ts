import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_BUSINESS_ID } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { type Firms, profiled } from '../../../test/fixtures/firms.js';
import { AssessmentsRepository } from './data/assessments.repository.js';
import { LEASE_MS } from './domain/review/lease.js';
import { ASSESSMENT_STATES, type AssessmentState } from './domain/states.js';
import { ExpireAssessments } from './jobs/expire-assessments.js';
import { aNavigator, HandClock, openReviewDesk, type RawAssessment, type ReviewDesk, TIER2, TIER3 } from './review-desk.fixture.js';

const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });
const NEVER = { signal: new AbortController().signal };

let firms: Firms;
let desk: ReviewDesk;
let raw: (id: string) => Promise<RawAssessment>;
let navigator: Principal;

const collection = () => firms.database.db.collection<RawAssessment>('assessments');

beforeAll(async () => {
  ({ firms, desk, raw } = await openReviewDesk());
}, 60_000);
afterAll(() => firms.drop());
beforeEach(async () => {
  await collection().deleteMany({});
  navigator = aNavigator();
});

describe('every step in every state', () => {
  /** Each step by whoever may take it; the reviewer holds the assessment where that is possible, and reviewed it where it is over. */
  const STEPS: Readonly<Record<string, { readonly from: readonly AssessmentState[]; readonly refusedBy: 'firm' | 'navigator'; readonly take: (id: string) => Promise<unknown> }>> = {
    answer: { from: ['draft'], refusedBy: 'firm', take: (id) => desk.answer(id, 2, [TIER2[0]!]) },
    upload: { from: ['draft'], refusedBy: 'firm', take: (id) => desk.upload(id, TIER2[0]!) },
    submit: { from: ['draft'], refusedBy: 'firm', take: (id) => desk.submit(id) },
    reopen: { from: ['returned'], refusedBy: 'firm', take: (id) => desk.reopen(id) },
    claim: { from: ['submitted', 'under_review'], refusedBy: 'navigator', take: (id) => desk.claim(navigator, id) },
    release: { from: ['under_review'], refusedBy: 'navigator', take: (id) => desk.release(navigator, id) },
    decide: { from: ['under_review'], refusedBy: 'navigator', take: (id) => desk.decideStatement(navigator, id, TIER3[0]!) },
    verify: { from: ['under_review'], refusedBy: 'navigator', take: (id) => desk.verify(navigator, id) },
    return: { from: ['under_review'], refusedBy: 'navigator', take: (id) => desk.return(navigator, id) },
  };
  /** What a navigator does not see is not there; what has to be claimed first says so. */
  const refusal = (state: AssessmentState, refusedBy: 'firm' | 'navigator') => {
    if (refusedBy === 'firm') return 'STATE_CONFLICT';
    if (state === 'submitted') return 'REVIEW_NOT_HELD';
    return state === 'verified' || state === 'returned' ? 'STATE_CONFLICT' : 'NOT_FOUND';
  };
  const table = ASSESSMENT_STATES.states.flatMap((state) => Object.keys(STEPS).map((step) => [step, state] as const));

  it.each(table)('%s in %s', async (step, state) => {
    const { id } = await desk.draft();
    await desk.answer(id, 3, [TIER3[0]!]);
    await desk.submit(id);
    await desk.claim(navigator, id);
    await desk.decideStatement(navigator, id, TIER3[0]!);
    const held = { review: { by: navigator.userId, since: new Date(), until: new Date(Date.now() + LEASE_MS) } };
    await collection().updateOne({ _id: id }, { $set: { state, reviewedBy: navigator.userId, ...(state === 'under_review' ? held : {}) }, ...(state === 'under_review' ? {} : { $unset: { review: '' } }) } as never);
    const { from, refusedBy, take } = STEPS[step]!;
    if (from.includes(state)) return expect(take(id)).resolves.not.toThrow();
    const before = await raw(id);
    await expect(take(id)).rejects.toEqual(code(refusal(state, refusedBy)));
    expect(await raw(id)).toEqual(before);
  });
});

describe('expiry', () => {
  const run = (clock: HandClock) => new ExpireAssessments(firms.get(AssessmentsRepository), clock).run({}, NEVER);

  it('leaves one that cannot be written for the next run, and ends the others', async () => {
    const clock = new HandClock();
    const base = { v: 1, businessId: DEMO_BUSINESS_ID, catalogueVersion: 1, answers: {}, startedAt: clock.now(), startedBy: desk.owner.userId, state: 'verified', expiresAt: clock.now() };
    const event = { seq: 1, type: 'thing.happened', at: clock.now(), actor: 'system', data: {} };
    await collection().insertMany([{ ...base, _id: 'full', outbox: Array.from({ length: 1_000 }, () => event) }, { ...base, _id: 'free' }] as never);
    clock.forward(1);
    await run(clock);
    expect([(await raw('full')).state, (await raw('free')).state]).toEqual(['verified', 'expired']);
    await collection().deleteMany({ _id: { $in: ['full', 'free'] } });
  });

  it('ends what has lapsed, in one go however much it is, and nothing else', async () => {
    const clock = new HandClock();
    const at = (ms: number) => new Date(clock.now().getTime() + ms);
    const base = { v: 1, businessId: DEMO_BUSINESS_ID, catalogueVersion: 1, answers: {}, startedAt: at(0), startedBy: desk.owner.userId };
    const ids = Array.from({ length: 250 }, (_, i) => `0193a1f2-0003-7000-8000-${String(i).padStart(12, '0')}`);
    await collection().insertMany(ids.map((_id) => ({ ...base, _id, state: 'verified', expiresAt: at(60_000) })) as never);
    await collection().insertMany([{ ...base, _id: 'later', state: 'verified', expiresAt: at(60_001) }, { ...base, _id: 'returned', state: 'returned', expiresAt: at(0) }] as never);
    clock.forward(59_999);
    await run(clock);
    expect(await collection().countDocuments({ state: 'expired' })).toBe(0);
    clock.forward(1);
    await Promise.all([run(clock), run(clock)]);
    expect(await collection().countDocuments({ state: 'expired' })).toBe(250);
    expect(await raw(ids[0]!)).toMatchObject({ v: 2, outbox: [{ type: 'assessment.expired', actor: 'system', data: { businessId: DEMO_BUSINESS_ID } }] });
    expect([(await raw('later')).state, (await raw('returned')).state]).toEqual(['verified', 'returned']);
    const ran = await profiled(firms.database, () => run(clock), 'assessments');
    expect(ran.map(({ planSummary }) => planSummary)).toEqual([expect.stringMatching(/^IXSCAN \{ expiresAt/)]);
  });
});
