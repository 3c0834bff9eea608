import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateDemoAssessment, DEMO_ASSESSMENT_ID } from '@plumbline/assessments';
import { profiled } from '../../../test/fixtures/firms.js';
import { assertKeepsItsWord, checkWish, realChange } from './domain/wish-rules.js';
import { Market, somebody } from './market.fixture.js';
import { GetServiceRequest } from './use-cases/get-service-request.js';
import { ListOpenRequests } from './use-cases/list-open-requests.js';
import { ListServiceRequests } from './use-cases/list-service-requests.js';
import { UpdateServiceRequest } from './use-cases/update-service-request.js';

const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });
const pointers = (...expected: string[]) => code('VALIDATION_FAILED', { errors: expected.map((pointer) => expect.objectContaining({ pointer })) });

let market: Market;
const get = <T>(useCase: abstract new (...args: never[]) => T): T => market.firms.get(useCase);
const board = (query: Partial<Parameters<ListOpenRequests['execute']>[1]> = {}, who = market.provider.who) => get(ListOpenRequests).execute(who, { limit: 100, ...query });
const change = (id: string, version: number, wish: Parameters<UpdateServiceRequest['execute']>[3]) => get(UpdateServiceRequest).execute(market.client.who, id, version, wish);

beforeAll(async () => {
  market = await Market.open();
  await get(CreateDemoAssessment).execute(market.client.businessId, market.client.who.userId);
}, 60_000);
afterAll(() => market.firms.drop());
beforeEach(() => market.clear());

describe('a draft', () => {
  it('is what the firm wrote, and tells nobody what that was', async () => {
    const shown = await market.draft({ budget: { min: 100_000, max: 300_000, currency: 'EUR' }, neededBy: '2099-03-31', purchaseOrderNumber: 'PO-7' });
    expect(shown).toMatchObject({ version: 1, state: 'draft', businessName: 'Harbor & Pine LLC', title: 'A quality plan', category: 'quality-management', budget: { min: 100_000, max: 300_000, currency: 'EUR' }, neededBy: '2099-03-31', purchaseOrderNumber: 'PO-7', gap: null, proposalCount: 0, agreement: null, deliveries: [], payment: { state: 'none', at: null } });
    const { outbox } = await market.raw('service_requests', shown.id);
    expect(outbox).toMatchObject([{ type: 'service_request.created', data: { clientBusinessId: market.client.businessId, category: 'quality-management', statementId: null } }]);
    expect(JSON.stringify(outbox)).not.toContain('quality plan');
  });

  it('from a gap is filled in by the catalogue, as far as the firm says nothing else', async () => {
    const fromGap = { assessmentId: DEMO_ASSESSMENT_ID, statementId: 'LEG-1-03' };
    const filled = await market.draft({ fromGap, title: undefined, description: undefined, category: undefined });
    expect(filled).toMatchObject({ gap: fromGap, title: expect.stringMatching(/^LEG-1-03: /), description: expect.stringContaining('First steps: '), category: expect.any(String), budget: { currency: 'USD' } });
    const said = await market.draft({ fromGap, title: 'Ours', description: undefined, category: 'legal' });
    expect(said).toMatchObject({ title: 'Ours', description: filled.description, category: 'legal' });
  });

  it.each([
    ['a statement that is no gap', { assessmentId: DEMO_ASSESSMENT_ID, statementId: 'LEG-1-01' }, 'NOT_A_GAP'],
    ['a statement that there is not', { assessmentId: DEMO_ASSESSMENT_ID, statementId: 'LEG-1-99' }, 'NOT_FOUND'],
    ['an assessment that there is not', { assessmentId: randomUUID(), statementId: 'LEG-1-03' }, 'NOT_FOUND'],
  ])('is not made from %s', async (_what, fromGap, expected) => {
    await expect(market.draft({ fromGap })).rejects.toEqual(code(expected));
    expect(await market.collection('service_requests').countDocuments()).toBe(0);
  });

  it('is not made from another firm\'s gap', async () => {
    const other = await market.trader('client');
    await expect(market.draft({ businessId: other.businessId })).rejects.toEqual(code('NOT_FOUND'));
    await market.join(other, market.client.who, ['manage', 'read']);
    await expect(market.draft({ businessId: other.businessId, fromGap: { assessmentId: DEMO_ASSESSMENT_ID, statementId: 'LEG-1-03' } })).rejects.toEqual(code('NOT_FOUND'));
  });

  it('names everything that is wrong with it at once', async () => {
    await expect(market.draft({ title: undefined, category: undefined, budget: { min: 2, max: 1, currency: 'USD' }, neededBy: '2001-01-01' })).rejects.toEqual(pointers('/title', '/category', '/budget/max', '/neededBy'));
    expect(await market.collection('service_requests').countDocuments()).toBe(0);
  });

  it('asks for the right to manage', async () => {
    const payer = somebody('client');
    await market.join(market.client, payer, ['pay', 'read']);
    const draft = await market.draft();
    await expect(get(UpdateServiceRequest).execute(payer, draft.id, 1, { title: 'Mine' })).rejects.toEqual(code('FORBIDDEN'));
    expect(await get(GetServiceRequest).execute(payer, draft.id)).toMatchObject({ id: draft.id });
  });
});

describe('a change', () => {
  it('is written with the version that was read, and only where something changes', async () => {
    const { id } = await market.draft({ purchaseOrderNumber: 'PO-7' });
    expect(await change(id, 1, { title: 'A quality plan', budget: { currency: 'USD' }, neededBy: null })).toMatchObject({ version: 1 });
    expect(await change(id, 1, { title: 'Two plans', purchaseOrderNumber: null })).toMatchObject({ version: 2, title: 'Two plans', purchaseOrderNumber: null });
    expect((await market.raw('service_requests', id)).outbox!.at(-1)).toMatchObject({ type: 'service_request.updated', data: { fields: ['title', 'purchaseOrderNumber'] } });
    await expect(change(id, 1, { title: 'Three' })).rejects.toEqual(code('VERSION_MISMATCH'));
    await expect(change(id, 2, { budget: { min: 5, max: 4, currency: 'USD' } })).rejects.toEqual(pointers('/budget/max'));
  });

  it('keeps category and currency once there are proposals, and each proposal raises the version', async () => {
    const id = await market.opened();
    const { version } = await get(GetServiceRequest).execute(market.client.who, id);
    expect(await change(id, version, { category: 'legal' })).toMatchObject({ category: 'legal' });
    await market.propose(id);
    await expect(change(id, version + 1, { title: 'Two plans' })).rejects.toEqual(code('VERSION_MISMATCH'));
    await expect(change(id, version + 2, { category: 'hr' })).rejects.toEqual(code('STATE_CONFLICT', { detail: expect.stringContaining('`category`') }));
    await expect(change(id, version + 2, { budget: { currency: 'EUR' } })).rejects.toEqual(code('STATE_CONFLICT', { detail: expect.stringContaining('`budget.currency`') }));
    expect(await change(id, version + 2, { budget: { max: 9_000, currency: 'USD' } })).toMatchObject({ budget: { max: 9_000, currency: 'USD' }, proposalCount: 1 });
  });

  it('is told from its members', () => {
    const wish = { title: 'a', description: 'b', category: 'c', budget: { min: 1, currency: 'USD' as const }, neededBy: '2099-01-01' };
    expect(realChange(wish, { title: 'a', budget: { currency: 'USD', min: 1 }, purchaseOrderNumber: null })).toEqual({ set: {}, clear: [] });
    expect(realChange(wish, { budget: { currency: 'USD' }, neededBy: null, description: undefined })).toEqual({ set: { budget: { currency: 'USD' } }, clear: ['neededBy'] });
    expect(() => assertKeepsItsWord(wish, { set: { category: 'd' }, clear: [] }, 0)).not.toThrow();
    expect(checkWish({ budget: { min: 3, max: 3, currency: 'GBP' }, neededBy: '2026-01-01' }, '2026-01-01')).toEqual([]);
  });
});

describe('the board', () => {
  it('shows what is open of others, newest first, page by page, without how to reach them', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift(await market.opened({ title: `Request ${count}`, purchaseOrderNumber: 'PO-7' }));
    await market.draft();
    const first = await board({ limit: 2 });
    const second = await board({ limit: 2, cursor: first.nextCursor! });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toEqual({ id: ids[0], businessName: 'Harbor & Pine LLC', title: 'Request 2', description: expect.any(String), category: 'quality-management', budget: { currency: 'USD' }, neededBy: null, openedAt: expect.any(String) });
    expect((await board({}, market.client.who)).items).toEqual([]);
  });

  it('is filtered by category, and answered by an index', async () => {
    const id = await market.opened({ category: 'legal' });
    await market.opened();
    const operations = await profiled(market.firms.database, async () => {
      expect((await board({ category: 'legal' })).items.map((item) => item.id)).toEqual([id]);
    }, 'service_requests');
    expect(operations.map(({ planSummary }) => planSummary)).toEqual([expect.stringContaining('category: 1, state: 1, openedAt: -1')]);
    expect(operations[0]).toMatchObject({ docsExamined: 1 });
  });
});

describe('a request', () => {
  it('is seen whole by its sides, in part by other providers while it is open, and by nobody else', async () => {
    const { requestId } = await market.agreed({ purchaseOrderNumber: 'PO-7', fromGap: { assessmentId: DEMO_ASSESSMENT_ID, statementId: 'LEG-1-03' } });
    const seen = (who: typeof market.client.who) => get(GetServiceRequest).execute(who, requestId);
    expect(await seen(market.client.who)).toMatchObject({ purchaseOrderNumber: 'PO-7', gap: { statementId: 'LEG-1-03' }, agreement: { amount: 240_000 } });
    expect(await seen(market.provider.who)).toMatchObject({ purchaseOrderNumber: 'PO-7', gap: null, agreement: { amount: 240_000 } });
    await expect(seen((await market.trader()).who)).rejects.toEqual(code('NOT_FOUND'));
    await expect(seen((await market.trader('client')).who)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('that is open hides from providers what is the firm\'s; from clients it hides all', async () => {
    const id = await market.opened({ purchaseOrderNumber: 'PO-7' });
    const other = await market.trader();
    expect(await get(GetServiceRequest).execute(other.who, id)).toMatchObject({ state: 'open', purchaseOrderNumber: null, gap: null, agreement: null });
    await expect(get(GetServiceRequest).execute((await market.trader('client')).who, id)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('stays visible, in part, to who answered it in vain', async () => {
    const other = await market.trader();
    const id = await market.opened();
    await market.propose(id, other);
    await market.accept((await market.propose(id)).id);
    expect(await get(GetServiceRequest).execute(other.who, id)).toMatchObject({ state: 'in_progress', agreement: null, payment: { state: 'none' } });
  });

  it('is listed for either side by its own index', async () => {
    const { requestId } = await market.agreed();
    const open = await market.opened();
    const list = (who = market.client.who, query: object = {}) => get(ListServiceRequests).execute(who, { limit: 10, ...query });
    expect((await list()).items.map(({ id }) => id)).toEqual([open, requestId]);
    expect((await list(market.client.who, { side: 'provider' })).items).toEqual([]);
    expect((await list(market.client.who, { state: 'open' })).items.map(({ id }) => id)).toEqual([open]);
    const operations = await profiled(market.firms.database, async () => {
      expect((await list(market.provider.who, { side: 'provider', businessId: market.provider.businessId })).items.map(({ id, state }) => [id, state])).toEqual([[requestId, 'in_progress']]);
    }, 'service_requests');
    expect(operations.map(({ planSummary }) => planSummary)).toEqual([expect.stringContaining('agreement.providerBusinessId')]);
    await expect(list((await market.trader()).who, { businessId: market.client.businessId })).rejects.toEqual(code('NOT_FOUND'));
  });
});
