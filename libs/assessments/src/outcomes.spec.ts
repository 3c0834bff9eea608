import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BusinessesModule, CreateDemoBusiness, DEMO_BUSINESS_ID, Memberships } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms, profiled } from '../../../test/fixtures/firms.js';
import { AssessmentsModule } from './assessments.module.js';
import { CATALOGUE_EDITIONS } from './domain/catalogue-editions.js';
import { CreateDemoAssessment, DEMO_ASSESSMENT_ID } from './use-cases/create-demo-assessment.js';
import { GetAssessment } from './use-cases/get-assessment.js';
import { GetGaps } from './use-cases/get-gaps.js';
import { GetResult } from './use-cases/get-result.js';
import { ListAssessments } from './use-cases/list-assessments.js';
import { StartAssessment } from './use-cases/start-assessment.js';

const { first } = CATALOGUE_EDITIONS;
const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let firms: Firms;
let owner: Principal;
let stranger: Principal;

const collection = () => firms.database.db.collection<{ _id: string }>('assessments');
const layDemo = () => firms.get(CreateDemoAssessment).execute(DEMO_BUSINESS_ID, owner.userId);

beforeAll(async () => {
  firms = await openFirms([BusinessesModule, AssessmentsModule]);
  owner = firms.as('client');
  stranger = firms.as('agency');
  await firms.get(CreateDemoBusiness).execute(owner.userId, firms.as('provider').userId);
  await eventually(() => firms.get(Memberships).isLive);
}, 60_000);
afterAll(() => firms.drop());

beforeEach(async () => {
  await collection().deleteMany({});
  await layDemo();
});

describe('the demo assessment', () => {
  it('is laid out once, with answers that could have been given', async () => {
    const before = await collection().findOne({ _id: DEMO_ASSESSMENT_ID });
    expect(await layDemo()).toBe(DEMO_ASSESSMENT_ID);
    expect(await collection().findOne({ _id: DEMO_ASSESSMENT_ID })).toEqual(before);
    const { state, progress, answers } = await firms.get(GetAssessment).execute(owner, DEMO_ASSESSMENT_ID);
    expect(state).toBe('submitted');
    expect(progress[0]).toEqual({ tier: 1, answered: first.byTier[1].length, statements: first.byTier[1].length });
    expect(new Set(answers.map(({ answer }) => answer)).size).toBeGreaterThanOrEqual(3);
    for (const { statementId, answer, reason } of answers) if (answer === 'not_applicable') expect([first.statements.get(statementId)?.critical, reason]).toEqual([false, expect.any(String)]);
  });
});

describe('a result', () => {
  it('has two bands, in total, by area and by tier, in percent', async () => {
    const { total, areas, tiers, version, state } = await firms.get(GetResult).execute(owner, DEMO_ASSESSMENT_ID);
    expect([version, state, areas.length, tiers.length]).toEqual([1, 'submitted', 10, 3]);
    const { declared, verified } = total;
    expect(declared!.floor).toBeLessThan(declared!.ceiling);
    expect(declared!.coverage).toBeGreaterThan(verified!.coverage);
    expect(verified!.floor).toBeLessThanOrEqual(declared!.floor);
    expect(tiers[0]!.declared).toEqual(tiers[0]!.verified);
    expect(tiers[1]!.verified).toEqual({ floor: 0, ceiling: 100, coverage: 0 });
    for (const { declared: band } of [...areas, ...tiers]) for (const value of Object.values(band!)) expect(Math.round(value * 10) / 10).toBe(value);
  });

  it('of nothing answered is all open', async () => {
    const { id } = await firms.get(StartAssessment).execute(owner, DEMO_BUSINESS_ID);
    const { total } = await firms.get(GetResult).execute(owner, id);
    expect(total).toEqual({ declared: { floor: 0, ceiling: 100, coverage: 0 }, verified: { floor: 0, ceiling: 100, coverage: 0 } });
  });

  it('and gaps are not for strangers', async () => {
    await expect(firms.get(GetResult).execute(stranger, DEMO_ASSESSMENT_ID)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(GetGaps).execute(stranger, DEMO_ASSESSMENT_ID, {}, 10, undefined)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(GetAssessment).execute(stranger, DEMO_ASSESSMENT_ID)).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('gaps', () => {
  const page = (limit: number, cursor?: string, filter = {}) => firms.get(GetGaps).execute(owner, DEMO_ASSESSMENT_ID, filter, limit, cursor);

  it('come page by page, critical ones first, each with its remediation', async () => {
    const whole = (await page(100)).items;
    const first = await page(7);
    const second = await page(7, first.nextCursor!);
    expect([...first.items, ...second.items]).toEqual(whole.slice(0, 14));
    const flags = whole.map(({ statement }) => statement.critical);
    expect(flags).toEqual(flags.toSorted((a, b) => Number(b) - Number(a)));
    for (const { statement } of whole) expect(statement.remediation.text.length).toBeGreaterThan(50);
  });

  it('can be narrowed, and refuse a cursor of another list', async () => {
    const { items, nextCursor } = await page(100, undefined, { tier: 3, area: 'risk-continuity' });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ statement }) => statement.tier === 3 && statement.area === 'risk-continuity')).toBe(true);
    expect(nextCursor).toBeNull();
    await expect(page(10, 'WyIwMTkzYTFmMiJd')).rejects.toEqual(code('VALIDATION_FAILED'));
  });
});

describe('the list of assessments', () => {
  const OTHER = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90';
  const list = (query: { businessId?: string; state?: 'draft' | 'submitted' | 'verified'; limit?: number; cursor?: string } = {}, who = owner) => firms.get(ListAssessments).execute(who, { limit: 20, ...query });

  beforeEach(async () => {
    const base = { v: 1, catalogueVersion: 1, answers: {}, startedAt: new Date(), startedBy: owner.userId };
    const many = Array.from({ length: 300 }, (_, i) => ({ ...base, _id: `0193a1f2-0000-7000-8000-00000001${String(i).padStart(4, '0')}`, businessId: i % 2 === 0 ? DEMO_BUSINESS_ID : OTHER, state: i % 10 === 0 ? 'verified' : 'submitted' }));
    await collection().insertMany(many);
  });

  it('has those of the businesses that the caller belongs to, newest first, and no answers', async () => {
    const first = await list({ limit: 100 });
    const second = await list({ limit: 100, cursor: first.nextCursor! });
    const all = [...first.items, ...second.items];
    expect(all).toHaveLength(151);
    expect(all.every(({ businessId }) => businessId === DEMO_BUSINESS_ID)).toBe(true);
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted().reverse());
    expect(all[0]).not.toHaveProperty('answers');
    expect((await list({}, stranger)).items).toEqual([]);
  });

  it('can be narrowed to a state and a business, but not to somebody else\'s', async () => {
    expect((await list({ state: 'verified', limit: 100 })).items).toHaveLength(30);
    expect((await list({ businessId: DEMO_BUSINESS_ID, state: 'draft' })).items).toEqual([]);
    await expect(list({ businessId: OTHER })).rejects.toEqual(code('NOT_FOUND'));
  });

  it('looks at what it shows, by index, one round trip a page', async () => {
    for (const query of [{}, { businessId: DEMO_BUSINESS_ID }, { state: 'verified' as const }, { businessId: DEMO_BUSINESS_ID, state: 'verified' as const, cursor: (await list({ state: 'verified' })).nextCursor! }]) {
      const ran = await profiled(firms.database, () => list(query));
      expect(ran).toHaveLength(1);
      expect(ran[0]!.planSummary).toMatch(/^IXSCAN/);
      expect(ran[0]!.keysExamined! / ran[0]!.nreturned!).toBeLessThanOrEqual(2);
    }
  });
});
