import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_BUSINESS_ID } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { type Firms } from '../../../test/fixtures/firms.js';
import { CATALOGUE_EDITIONS } from './domain/catalogue-editions.js';
import { aNavigator, openReviewDesk, type RawAssessment, type ReviewDesk, TIER2, TIER3 } from './review-desk.fixture.js';
import { DownloadEvidence } from './use-cases/download-evidence.js';
import { GetResult } from './use-cases/get-result.js';

const { first } = CATALOGUE_EDITIONS;
const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });

let firms: Firms;
let desk: ReviewDesk;
let raw: (id: string) => Promise<RawAssessment>;
let navigator: Principal;
let other: Principal;

const collection = () => firms.database.db.collection<RawAssessment>('assessments');
const lastEvent = async (id: string) => (await raw(id)).outbox.at(-1)!;

beforeAll(async () => {
  ({ firms, desk, raw } = await openReviewDesk());
}, 60_000);
afterAll(() => firms.drop());
beforeEach(async () => {
  await collection().deleteMany({});
  navigator = aNavigator();
  other = aNavigator();
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
