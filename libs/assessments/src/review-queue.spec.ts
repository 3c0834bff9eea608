import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_BUSINESS_ID, Memberships } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { type Firms, profiled } from '../../../test/fixtures/firms.js';
import { AssessmentsRepository } from './data/assessments.repository.js';
import { CATALOGUE_EDITIONS } from './domain/catalogue-editions.js';
import { LEASE_MS } from './domain/review/lease.js';
import { type AssessmentState } from './domain/states.js';
import { aNavigator, HandClock, openReviewDesk, type RawAssessment, type ReviewDesk, TIER2, TIER3 } from './review-desk.fixture.js';
import { ClaimReview } from './use-cases/claim-review.js';
import { DownloadEvidence } from './use-cases/download-evidence.js';
import { ListReviews } from './use-cases/list-reviews.js';
import { ReviewAccess } from './use-cases/review-access.js';

const { first } = CATALOGUE_EDITIONS;
const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });

let firms: Firms;
let desk: ReviewDesk;
let raw: (id: string) => Promise<RawAssessment>;
let navigator: Principal;
let other: Principal;

const collection = () => firms.database.db.collection<RawAssessment>('assessments');
const lastEvent = async (id: string) => (await raw(id)).outbox.at(-1)!;
const queue = async (who: Principal, list: 'queue' | 'mine' = 'queue', limit = 100) => (await firms.get(ListReviews).execute(who, { list, limit })).items.map(({ assessmentId }) => assessmentId);
const setState = (id: string, state: AssessmentState) => collection().updateOne({ _id: id }, { $set: { state } });

beforeAll(async () => {
  ({ firms, desk, raw } = await openReviewDesk());
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
