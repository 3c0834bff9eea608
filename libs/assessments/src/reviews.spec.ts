import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BusinessesModule, CreateDemoBusiness, DEMO_BUSINESS_ID, Memberships } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms, profiled } from '../../../test/fixtures/firms.js';
import { AssessmentsModule } from './assessments.module.js';
import { AssessmentsRepository } from './data/assessments.repository.js';
import { CATALOGUE_EDITIONS } from './domain/catalogue-editions.js';
import { LEASE_MS } from './domain/review/lease.js';
import { ASSESSMENT_STATES, type AssessmentState } from './domain/states.js';
import { ExpireAssessments } from './jobs/expire-assessments.js';
import { aNavigator, HandClock, ReviewDesk } from './review-desk.fixture.js';
import { ClaimReview } from './use-cases/claim-review.js';
import { DownloadEvidence } from './use-cases/download-evidence.js';
import { GetResult } from './use-cases/get-result.js';
import { ListReviews } from './use-cases/list-reviews.js';
import { ReviewAccess } from './use-cases/review-access.js';

const { first } = CATALOGUE_EDITIONS;
const TIER2 = first.byTier[2].map(({ id }) => id);
const TIER3 = first.byTier[3].map(({ id }) => id);
const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });
const NEVER = { signal: new AbortController().signal };

let firms: Firms;
let desk: ReviewDesk;
let navigator: Principal;
let other: Principal;

interface RawAssessment {
  readonly _id: string;
  readonly v: number;
  readonly state: AssessmentState;
  readonly review?: object;
  readonly outbox: readonly { type: string; actor: string; data: Record<string, unknown> }[];
}
const collection = () => firms.database.db.collection<RawAssessment>('assessments');
const raw = async (id: string): Promise<RawAssessment> => (await collection().findOne({ _id: id }))!;
const lastEvent = async (id: string) => (await raw(id)).outbox.at(-1)!;
const queue = async (who: Principal, list: 'queue' | 'mine' = 'queue', limit = 100) => (await firms.get(ListReviews).execute(who, { list, limit })).items.map(({ assessmentId }) => assessmentId);
const setState = (id: string, state: AssessmentState) => collection().updateOne({ _id: id }, { $set: { state } });

beforeAll(async () => {
  firms = await openFirms([BusinessesModule, AssessmentsModule]);
  desk = new ReviewDesk(firms, firms.as('client'));
  await firms.get(CreateDemoBusiness).execute(desk.owner.userId, firms.as('provider').userId);
  await eventually(() => firms.get(Memberships).isLive);
}, 60_000);
afterAll(() => firms.drop());
beforeEach(async () => {
  await collection().deleteMany({});
  navigator = aNavigator();
  other = aNavigator();
});

/** The clock of `ClaimReview` alone: the lease is judged by whoever wants to take over. */
const claimAt = (clock: HandClock, who: Principal, id: string) => new ClaimReview(firms.get(ReviewAccess), firms.get(AssessmentsRepository), clock).execute(who, id);

describe('claiming', () => {
  it('gives an assessment to one of two at the same moment, and tells the other until when', async () => {
    const id = await desk.submitted();
    const outcomes = await Promise.allSettled([navigator, other].map((who) => desk.claim(who, id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: code('REVIEW_HELD', { extensions: { until: expect.stringMatching(/^20.*Z$/) } }) });
    expect(await lastEvent(id)).toMatchObject({ type: 'assessment.taken_up', data: { businessId: DEMO_BUSINESS_ID, from: null } });
    expect((await raw(id)).outbox).toHaveLength(3);
  });

  it('again by its holder gives more time and tells nobody', async () => {
    const id = await desk.submitted();
    const clock = new HandClock();
    const before = await claimAt(clock, navigator, id);
    clock.forward(60_000);
    const after = await claimAt(clock, navigator, id);
    expect(Date.parse(after.heldUntil!) - Date.parse(before.heldUntil!)).toBe(60_000);
    expect((await raw(id)).outbox).toHaveLength(3);
  });

  it('takes over what was let lie, to the millisecond, and no sooner', async () => {
    const id = await desk.submitted();
    const clock = new HandClock();
    await claimAt(clock, navigator, id);
    clock.forward(LEASE_MS - 1);
    await expect(claimAt(clock, other, id)).rejects.toEqual(code('REVIEW_HELD'));
    clock.forward(1);
    expect(await claimAt(clock, other, id)).toMatchObject({ heldByMe: true, state: 'under_review' });
    expect(await lastEvent(id)).toMatchObject({ type: 'assessment.taken_up', data: { from: navigator.userId } });
    await expect(desk.review(navigator, id)).rejects.toEqual(code('REVIEW_NOT_HELD'));
    await expect(desk.return(navigator, id)).rejects.toEqual(code('REVIEW_NOT_HELD'));
  });

  it('is renewed by each decision', async () => {
    const { id } = await desk.draft();
    const { id: evidenceId } = await desk.upload(id, TIER2[0]!);
    await desk.answer(id, 3, [TIER3[0]!]);
    await desk.submit(id);
    await desk.claim(navigator, id);
    const until = async () => (await raw(id) as unknown as { review: { until: Date } }).review.until.getTime();
    for (const act of [() => desk.decideEvidence(navigator, id, evidenceId), () => desk.decideStatement(navigator, id, TIER3[0]!)]) {
      await collection().updateOne({ _id: id }, { $set: { 'review.until': new Date(0) } });
      await act();
      expect(await until()).toBeGreaterThan(Date.now() + LEASE_MS - 60_000);
    }
  });

  it('leaves what lapsed with its holder until somebody else takes it', async () => {
    const id = await desk.submitted();
    await desk.claim(navigator, id);
    await collection().updateOne({ _id: id }, { $set: { 'review.until': new Date(0) } });
    await expect(desk.review(navigator, id)).resolves.toMatchObject({ heldByMe: true });
    await expect(desk.verify(navigator, id)).resolves.toMatchObject({ state: 'verified' });
  });
});

describe('the queue', () => {
  const insertMany = async (count: number, state: AssessmentState, rest: object = {}): Promise<void> => {
    const base = { v: 1, businessId: DEMO_BUSINESS_ID, catalogueVersion: 1, state, answers: {}, startedAt: new Date(), startedBy: desk.owner.userId, ...rest };
    await collection().insertMany(Array.from({ length: count }, (_, i) => ({ ...base, _id: `0193a1f2-${state === 'submitted' ? '0001' : '0002'}-7000-8000-${String(i).padStart(12, '0')}`, submittedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, (i * 37) % count)) })) as never);
  };

  it('has what waits, the oldest first, page by page, by index alone', async () => {
    await insertMany(150, 'submitted');
    await insertMany(20, 'under_review', { review: { by: other.userId, since: new Date(), until: new Date(Date.now() + LEASE_MS) } });
    const shown: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await firms.get(ListReviews).execute(navigator, { list: 'queue', limit: 40, cursor: cursor ?? undefined });
      expect(page.items.map(({ submittedAt }) => submittedAt)).toEqual(page.items.map(({ submittedAt }) => submittedAt).toSorted());
      shown.push(...page.items.map(({ assessmentId }) => assessmentId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([shown.length, new Set(shown).size]).toEqual([150, 150]);
    const ran = await profiled(firms.database, () => queue(navigator, 'queue', 40), 'assessments');
    expect(ran).toHaveLength(1);
    expect(ran[0]!.planSummary).toMatch(/^IXSCAN/);
    expect(ran[0]!.keysExamined! / ran[0]!.nreturned!).toBeLessThanOrEqual(2);
  });

  it('has what was let lie, and not what is held; mine has what I hold', async () => {
    const id = await desk.submitted();
    await desk.claim(navigator, id);
    expect([await queue(other), await queue(navigator, 'mine'), await queue(other, 'mine')]).toEqual([[], [id], []]);
    await collection().updateOne({ _id: id }, { $set: { 'review.until': new Date(0) } });
    expect(await queue(other)).toEqual([id]);
    const ran = await profiled(firms.database, () => queue(navigator, 'mine'), 'assessments');
    expect(ran.map(({ planSummary }) => planSummary)).toEqual([expect.stringMatching(/^IXSCAN \{ review\.by/)]);
  });

  it('is given back to by a release', async () => {
    const id = await desk.submitted();
    await desk.claim(navigator, id);
    await desk.release(navigator, id);
    expect([await queue(other), (await raw(id)).review]).toEqual([[id], undefined]);
    expect(await lastEvent(id)).toMatchObject({ type: 'assessment.released', data: { businessId: DEMO_BUSINESS_ID } });
  });

  it('bears a cursor that somebody made up', async () => {
    for (const at of [1e300, -1e300, 0.5]) {
      const cursor = Buffer.from(JSON.stringify([at, 'x'])).toString('base64url');
      await expect(firms.get(ListReviews).execute(navigator, { list: 'queue', limit: 5, cursor })).resolves.toMatchObject({ items: [] });
    }
  });
});

describe('a conflict of interest', () => {
  it('keeps a member of the firm from its assessments, and them from the queue', async () => {
    const id = await desk.submitted();
    const member = firms.as('provider');
    expect(await queue(member)).toEqual([]);
    expect(await queue(navigator)).toEqual([id]);
    for (const act of [() => desk.claim(member, id), () => desk.review(member, id), () => desk.release(member, id), () => desk.verify(member, id), () => desk.return(member, id), () => desk.decideStatement(member, id, TIER3[0]!)]) await expect(act()).rejects.toEqual(code('CONFLICT_OF_INTEREST', { type: expect.objectContaining({ status: 403, code: 'CONFLICT_OF_INTEREST' }) }));
    await setState(id, 'draft');
    await expect(desk.claim(member, id)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('stays with who worked on the assessment and left the firm since', async () => {
    const [starter, answerer, uploader] = [aNavigator(), aNavigator(), aNavigator()];
    const { id } = await desk.draft();
    const { sha256 } = await desk.upload(id, TIER2[0]!);
    await desk.submit(id);
    await collection().updateOne({ _id: id }, { $set: { startedBy: starter.userId, [`answers.${first.byTier[1][0]!.id}.by`]: answerer.userId, [`evidence.${TIER2[0]!}:${sha256}.by`]: uploader.userId } });
    for (const who of [starter, answerer, uploader]) await expect(desk.claim(who, id)).rejects.toEqual(code('CONFLICT_OF_INTEREST'));
    await expect(desk.claim(navigator, id)).resolves.toMatchObject({ heldByMe: true });
  });

  it('that begins during the review ends it', async () => {
    const { id } = await desk.draft();
    const { id: evidenceId } = await desk.upload(id, TIER2[0]!);
    await desk.submit(id);
    await desk.claim(navigator, id);
    await firms.database.db.collection<{ _id: string; members: unknown[] }>('businesses').updateOne({ _id: DEMO_BUSINESS_ID }, { $push: { members: { userId: navigator.userId, rights: ['read'], joinedAt: new Date() } } });
    firms.get(Memberships).forget(navigator.userId);
    for (const act of [() => desk.verify(navigator, id), () => desk.decideEvidence(navigator, id, evidenceId), () => firms.get(DownloadEvidence).forReviewer(navigator, id, evidenceId)]) await expect(act()).rejects.toEqual(code('CONFLICT_OF_INTEREST'));
    await firms.database.db.collection<{ _id: string }>('businesses').updateOne({ _id: DEMO_BUSINESS_ID }, { $pull: { members: { userId: navigator.userId } } });
  });
});

describe('a review', () => {
  it('shows what a firm says and shows, to its holder only', async () => {
    const { id } = await desk.draft();
    await desk.answer(id, 2, [TIER2[0]!], 'partial', 'Half of it');
    const file = await desk.upload(id, TIER2[0]!, 'proof');
    await desk.submit(id);
    await expect(desk.review(navigator, id)).rejects.toEqual(code('REVIEW_NOT_HELD'));
    await expect(firms.get(DownloadEvidence).forReviewer(navigator, id, file.id)).rejects.toEqual(code('REVIEW_NOT_HELD'));
    await desk.claim(navigator, id);
    const review = await desk.review(navigator, id);
    expect(review.statements).toHaveLength(first.statements.size);
    expect(review.statements.find((one) => one.id === TIER2[0])).toMatchObject({ answer: { answer: 'partial', reason: 'Half of it' }, files: [{ id: file.id }], settled: false });
    expect(review).toMatchObject({ businessName: expect.any(String), openEvidence: [file.id], openStatements: [], outcome: { eligible: false }, heldByMe: true });
    const { content } = await firms.get(DownloadEvidence).forReviewer(navigator, id, file.id);
    expect(Buffer.concat(await content.toArray()).toString()).toBe('Evidence: proof\n');
    await expect(desk.review(other, id)).rejects.toEqual(code('REVIEW_NOT_HELD'));
  });

  it('asks for a reason to reject and to refuse, and keeps it unreadable', async () => {
    const { id } = await desk.draft();
    const file = await desk.upload(id, TIER2[0]!);
    await desk.answer(id, 3, [TIER3[0]!]);
    await desk.submit(id);
    await desk.claim(navigator, id);
    await expect(desk.decideEvidence(navigator, id, file.id, { decision: 'reject' })).rejects.toMatchObject({ errors: [{ pointer: '/reason', code: 'REQUIRED' }] });
    await expect(desk.decideStatement(navigator, id, TIER3[0]!, { decision: 'refused' })).rejects.toMatchObject({ errors: [{ pointer: '/reason', code: 'REQUIRED' }] });
    expect(await desk.decideEvidence(navigator, id, file.id, { decision: 'reject', reason: 'Maria did not sign it' })).toMatchObject({ state: 'rejected', reason: 'Maria did not sign it', stands: true });
    await desk.decideStatement(navigator, id, TIER3[0]!, { decision: 'refused', reason: 'Maria knew nothing of it' });
    expect((await desk.get(id)).answers.find(({ statementId }) => statementId === TIER3[0])).toMatchObject({ verdict: { decision: 'refused', reason: 'Maria knew nothing of it', stands: true } });
    await desk.return(navigator, id, 'Maria has to sign');
    expect(await desk.get(id)).toMatchObject({ state: 'returned', returned: { reason: 'Maria has to sign' } });
    expect(JSON.stringify(await raw(id))).not.toContain('Maria');
    expect((await raw(id)).outbox.map(({ type }) => type).slice(-3)).toEqual(['evidence.rejected', 'statement.refused', 'assessment.returned']);
  });

  it.each([
    [TIER2[0]!, 'WRONG_TIER'],
    ['LEG-9-99', 'UNKNOWN_STATEMENT'],
    [TIER3[1]!, 'OPEN'],
  ])('decides on answered statements of tier 3 only: %s is refused', async (statementId, expected) => {
    const { id } = await desk.draft();
    await desk.answer(id, 3, [TIER3[0]!]);
    await desk.submit(id);
    await desk.claim(navigator, id);
    await expect(desk.decideStatement(navigator, id, statementId)).rejects.toMatchObject({ errors: [{ pointer: '/statementId', code: expected }] });
  });

  it('can decide anew, and the last decision counts', async () => {
    const { id } = await desk.draft();
    await desk.answer(id, 2, [TIER2[0]!]);
    const file = await desk.upload(id, TIER2[0]!);
    await desk.submit(id);
    await desk.claim(navigator, id);
    const settled = async () => (await desk.review(navigator, id)).statements.find((one) => one.id === TIER2[0])!.settled;
    await desk.decideEvidence(navigator, id, file.id);
    expect(await settled()).toBe(true);
    await desk.decideEvidence(navigator, id, file.id, { decision: 'reject', reason: 'On second thoughts, no.' });
    expect(await settled()).toBe(false);
  });

  it('ends in a verification when everything is decided on, and names what is not', async () => {
    const { id } = await desk.draft();
    await desk.answer(id, 2, TIER2);
    await desk.answer(id, 3, TIER3);
    const files = await Promise.all(TIER2.map((statementId) => desk.upload(id, statementId)));
    await desk.submit(id);
    await desk.claim(navigator, id);
    await expect(desk.verify(navigator, id)).rejects.toEqual(code('REVIEW_INCOMPLETE', { extensions: { openEvidence: expect.arrayContaining(files.map((file) => file.id)), openStatements: TIER3 } }));
    for (const file of files) await desk.decideEvidence(navigator, id, file.id);
    for (const statementId of TIER3.slice(1)) await desk.decideStatement(navigator, id, statementId);
    await expect(desk.verify(navigator, id)).rejects.toEqual(code('REVIEW_INCOMPLETE', { extensions: { openEvidence: [], openStatements: [TIER3[0]] } }));
    await desk.decideStatement(navigator, id, TIER3[0]!);
    const outcomes = await Promise.allSettled([desk.verify(navigator, id), desk.verify(navigator, id)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await lastEvent(id)).toMatchObject({ type: 'assessment.verified', data: { businessId: DEMO_BUSINESS_ID, catalogueVersion: 1, verifiedFloor: 1, declaredFloor: 1, criticalFailed: 0, eligible: true, expiresAt: expect.any(Date) } });
    const { total } = await firms.get(GetResult).execute(desk.owner, id);
    expect(total.verified).toEqual({ floor: 100, ceiling: 100, coverage: 100 });
    const { verifiedAt, expiresAt } = await desk.get(id);
    expect(Number(expiresAt!.slice(0, 4)) - Number(verifiedAt!.slice(0, 4))).toBe(1);
  }, 60_000);

  it('does not end under a name that its reviewer has not seen', async () => {
    const id = await desk.submitted();
    await desk.claim(navigator, id);
    const businesses = firms.database.db.collection<{ _id: string }>('businesses');
    await businesses.updateOne({ _id: DEMO_BUSINESS_ID }, { $set: { renamedAt: ((await raw(id)).review as { since: Date }).since } });
    await expect(desk.verify(navigator, id)).rejects.toEqual(code('STATE_CONFLICT', { detail: 'The firm has changed its legal name since.' }));
    await desk.claim(navigator, id);
    await expect(desk.verify(navigator, id)).resolves.toMatchObject({ state: 'verified' });
    await businesses.updateOne({ _id: DEMO_BUSINESS_ID }, { $unset: { renamedAt: '' } });
  });

  it('that was verified with little shown earns nothing', async () => {
    const id = await desk.submitted();
    await desk.claim(navigator, id);
    await desk.verify(navigator, id);
    expect(await lastEvent(id)).toMatchObject({ type: 'assessment.verified', data: { eligible: false, criticalFailed: first.byTier[2].concat(first.byTier[3]).filter(({ critical }) => critical).length } });
  });
});

describe('a returned assessment', () => {
  it('keeps decisions on answers that stay, and asks anew about those that change', async () => {
    const { id } = await desk.draft();
    const [kept, changed] = [TIER2[0]!, TIER2[1]!];
    await desk.answer(id, 2, [kept, changed]);
    await desk.answer(id, 3, TIER3.slice(0, 2));
    const files = [await desk.upload(id, kept), await desk.upload(id, changed)];
    await desk.submit(id);
    await desk.claim(navigator, id);
    for (const file of files) await desk.decideEvidence(navigator, id, file.id);
    for (const statementId of TIER3.slice(0, 2)) await desk.decideStatement(navigator, id, statementId);
    await desk.return(navigator, id);
    await desk.reopen(id);
    expect(await desk.get(id)).toMatchObject({ state: 'draft', returned: { reason: expect.any(String) } });
    const before = (await firms.get(GetResult).execute(desk.owner, id)).total.verified!.coverage;
    await desk.answer(id, 2, [kept]);
    expect((await firms.get(GetResult).execute(desk.owner, id)).total.verified!.coverage).toBe(before);
    await desk.answer(id, 2, [changed], 'partial');
    await desk.answer(id, 3, [TIER3[1]!], 'no');
    expect((await firms.get(GetResult).execute(desk.owner, id)).total.verified!.coverage).toBeLessThan(before);
    expect((await desk.submit(id)).returned).toBeNull();
    await desk.claim(other, id);
    expect(await desk.review(other, id)).toMatchObject({ openEvidence: [files[1]!.id], openStatements: [TIER3[1]] });
  });

  it('is not opened beside another draft, which is named', async () => {
    const id = await desk.submitted();
    await desk.claim(navigator, id);
    await desk.return(navigator, id);
    const { id: draft } = await desk.draft();
    await expect(desk.reopen(id)).rejects.toEqual(code('ALREADY_EXISTS', { extensions: { assessmentId: draft } }));
    await desk.submit(draft);
    await expect(desk.reopen(id)).resolves.toMatchObject({ state: 'draft' });
    expect(await lastEvent(id)).toMatchObject({ type: 'assessment.reopened', data: { businessId: DEMO_BUSINESS_ID } });
  });

  it('may be looked at, and no more, by who returned it, until it is opened again', async () => {
    const id = await desk.submitted();
    await desk.claim(navigator, id);
    await desk.return(navigator, id);
    await expect(desk.review(navigator, id)).resolves.toMatchObject({ state: 'returned', heldByMe: false });
    await expect(desk.review(other, id)).rejects.toEqual(code('NOT_FOUND'));
    await desk.reopen(id);
    await expect(desk.review(navigator, id)).rejects.toEqual(code('NOT_FOUND'));
  });
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
    await collection().deleteMany({ _id: { $in: ['full', 'free'] } } as never);
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
