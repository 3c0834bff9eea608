import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Memberships } from '@plumbline/businesses';
import { type Firms, profiled } from '../../../test/fixtures/firms.js';
import { AssessmentsRepository } from './data/assessments.repository.js';
import type { Answer } from './domain/answers.js';
import { CATALOGUE_EDITIONS } from './domain/catalogue-editions.js';
import { type AnswerChange, MOST_WEIGHT } from './domain/history/answer-changes.js';
import { openReviewDesk, type ReviewDesk } from './review-desk.fixture.js';
import { AnswerHistory, REVISION_FIELDS } from './use-cases/answer-history.js';
import { GetHistory } from './use-cases/get-history.js';
import { PutResponses } from './use-cases/put-responses.js';

const TIER1 = CATALOGUE_EDITIONS.first.byTier[1].map(({ id }) => id);
const PLAIN = CATALOGUE_EDITIONS.first.byTier[1].filter(({ critical }) => !critical).map(({ id }) => id);
const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const GIVEN: readonly Answer[] = ['yes', 'partial', 'no'];

let firms: Firms;
let desk: ReviewDesk;

const chapters = () => firms.database.db.collection<{ _id: string; first: number; last: number }>('answer_history');
const assessments = () => firms.database.db.collection<{ _id: string; v: number; revisions?: { v: number }[]; revisionsWeight?: number }>('assessments');
const put = (id: string, version: number, rows: Readonly<Record<string, Answer | null>>, reason?: string) =>
  firms.get(PutResponses).execute(desk.owner, id, version, { tier: 1, responses: Object.entries(rows).map(([statementId, answer]) => ({ statementId, answer, ...(reason === undefined ? {} : { reason }) })) });

/** The whole history, page by page. */
async function history(id: string, limit = 100, statementId?: string): Promise<AnswerChange[]> {
  const all: AnswerChange[] = [];
  let cursor: string | undefined;
  for (;;) {
    const page = await firms.get(GetHistory).execute(desk.owner, id, { limit, statementId, cursor });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    all.push(...page.items);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
}
const told = (changes: readonly AnswerChange[]) => changes.map(({ version, statementId, from, to }) => `${version} ${statementId} ${from} > ${to}`);

/** What the history should be of these writes, the newest first; worked out by hand, without the code under test. */
function expected(writes: readonly (readonly [version: number, rows: Readonly<Record<string, Answer | null>>])[]): string[] {
  const now: Record<string, Answer | null> = {};
  const changes: string[] = [];
  for (const [version, rows] of writes) {
    for (const statementId of Object.keys(rows).toSorted()) {
      const [from, to] = [now[statementId] ?? null, rows[statementId] ?? null];
      if (from !== to) changes.push(`${version} ${statementId} ${from} > ${to}`);
      now[statementId] = to;
    }
  }
  return changes.toReversed();
}

beforeAll(async () => {
  ({ firms, desk } = await openReviewDesk());
}, 60_000);
afterAll(() => firms.drop());
beforeEach(async () => {
  await assessments().deleteMany({});
  await chapters().deleteMany({});
});

/** Answers that wander, so that most writes change something and some do not. */
async function write(id: string, rounds: number, perRound: number, from = 1): Promise<(readonly [number, Record<string, Answer | null>])[]> {
  const writes: (readonly [number, Record<string, Answer | null>])[] = [];
  let version = from;
  for (let round = 0; round < rounds; round += 1) {
    const rows = Object.fromEntries(Array.from({ length: perRound }, (_, i) => [PLAIN[(round + i * 3) % PLAIN.length]!, (round + i) % 7 === 0 ? null : GIVEN[(round * 5 + i) % 3]!]));
    version = (await put(id, version, rows)).version;
    writes.push([version, rows]);
  }
  return writes;
}

describe('the history of answers', () => {
  it.each([
    ['in the assessment', 20, 5, 0],
    ['in the assessment and in chapters', 130, 7, 2],
  ])('has every change, %s, in pages of any size', async (_where, rounds, perRound, least) => {
    const { id } = await desk.draft();
    await assessments().updateOne({ _id: id }, { $set: { v: 1, answers: {}, revisions: [], revisionsWeight: 0 } });
    const writes = await write(id, rounds, perRound);
    expect(await chapters().countDocuments()).toBeGreaterThanOrEqual(least);
    const all = expected(writes);
    expect(told(await history(id))).toEqual(all);
    expect(told(await history(id, 7))).toEqual(all);
    for (const statementId of PLAIN.slice(0, 3)) expect(told(await history(id, 3, statementId))).toEqual(all.filter((line) => line.includes(` ${statementId} `)));
    expect((await assessments().findOne({ _id: id }))!.revisionsWeight).toBeLessThan(MOST_WEIGHT + perRound + 5);
  }, 60_000);

  it('has each winner of writes at the same moment, and no loser', async () => {
    const { id, version } = await desk.draft();
    const writes: (readonly [number, Record<string, Answer | null>])[] = [[version, Object.fromEntries(TIER1.map((statement) => [statement, 'yes' as const]))]];
    let at = version;
    for (let round = 0; round < 60; round += 1) {
      const rows = Array.from({ length: 4 }, (_, i) => ({ [PLAIN[round % PLAIN.length]!]: GIVEN[(round + i) % 3]!, [PLAIN[(round + 1 + i) % PLAIN.length]!]: 'no' as const }));
      const outcomes = await Promise.allSettled(rows.map((row) => put(id, at, row)));
      const won = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('VERSION_MISMATCH'));
      at += 1;
      writes.push([at, rows[won]!]);
    }
    expect(told(await history(id))).toEqual(expected(writes));
  }, 60_000);

  it('says who, when and why, and keeps the words unreadable', async () => {
    const { id, version } = await desk.draft();
    await put(id, version, { [PLAIN[0]!]: 'partial' }, 'Maria Lopez is on leave');
    await put(id, version + 1, { [PLAIN[0]!]: 'partial' }, 'Maria is back');
    expect((await history(id, 100, PLAIN[0])).slice(0, 2)).toMatchObject([
      { from: 'partial', to: 'partial', reason: 'Maria is back', by: desk.owner.userId, at: expect.any(Date) },
      { from: 'yes', to: 'partial', reason: 'Maria Lopez is on leave' },
    ]);
    await write(id, 60, 10, version + 2);
    expect(await chapters().countDocuments()).toBeGreaterThan(0);
    const stored = JSON.stringify([await assessments().find().toArray(), await chapters().find().toArray()]);
    expect(stored).not.toContain('Maria');
    expect((await history(id, 100, PLAIN[0])).map(({ reason }) => reason)).toContain('Maria is back');
  });

  it('counts once what a crash between chapter and assessment left in both places', async () => {
    const { id, version } = await desk.draft();
    const writes: (readonly [number, Record<string, Answer | null>])[] = [[version, Object.fromEntries(TIER1.map((statement) => [statement, 'yes' as const]))], ...(await write(id, 10, 5, version))];
    const assessment = await firms.get(AssessmentsRepository).get(await firms.get(Memberships).scopes(desk.owner, 'read'), id, REVISION_FIELDS);
    await firms.get(AnswerHistory).keep(assessment);
    await firms.get(AnswerHistory).keep(assessment);
    expect(await chapters().countDocuments()).toBe(1);
    expect(told(await history(id))).toEqual(expected(writes));
    writes.push(...(await write(id, 80, 6, version + 10)));
    expect(told(await history(id))).toEqual(expected(writes));
  }, 60_000);

  it('begins with what is known of an assessment that is older than the history', async () => {
    const { id, version } = await desk.draft();
    await assessments().updateOne({ _id: id }, { $unset: { revisions: '', revisionsWeight: '' } });
    await put(id, version, { [PLAIN[0]!]: 'no' });
    expect(told(await history(id))).toEqual([`${version + 1} ${PLAIN[0]} null > no`]);
  });

  it('is not for strangers, and refuses the cursor of another list', async () => {
    const { id } = await desk.draft();
    await expect(firms.get(GetHistory).execute(firms.as('agency'), id, { limit: 5 })).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(GetHistory).execute(desk.owner, id, { limit: 5, cursor: 'WyJ4Il0' })).rejects.toEqual(code('VALIDATION_FAILED'));
  });

  it('looks at what it shows, by index', async () => {
    const { id, version } = await desk.draft();
    await write(id, 120, 8, version);
    for (const statementId of [undefined, PLAIN[0]]) {
      const ran = await profiled(firms.database, () => firms.get(GetHistory).execute(desk.owner, id, { limit: 20, statementId }), 'answer_history');
      expect(ran.length).toBeGreaterThan(0);
      for (const { planSummary, keysExamined = 0, nreturned = 0 } of ran) {
        expect(planSummary).toMatch(/^IXSCAN/);
        expect(keysExamined).toBeLessThanOrEqual(Math.max(1, nreturned) * 2);
      }
    }
  });
});
