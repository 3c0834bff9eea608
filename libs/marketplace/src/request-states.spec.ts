import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveriesOf } from './domain/work.js';
import { DISPUTE_OUTCOMES, REQUEST_STATES, type ServiceRequestState } from './domain/request-states.js';
import { Market, somebody, type Trader } from './market.fixture.js';
import { CancelServiceRequest } from './use-cases/cancel-service-request.js';
import { CompleteServiceRequest } from './use-cases/complete-service-request.js';
import { DeliverWork } from './use-cases/deliver-work.js';
import { GetServiceRequest } from './use-cases/get-service-request.js';
import { OpenDispute } from './use-cases/open-dispute.js';
import { OpenServiceRequest } from './use-cases/open-service-request.js';
import { RequestChanges } from './use-cases/request-changes.js';
import { ResolveDispute } from './use-cases/resolve-dispute.js';
import { UpdateServiceRequest } from './use-cases/update-service-request.js';

const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });
const REASON = 'It is not what we agreed on.';
const admin = somebody('admin');

let market: Market;
const get = <T>(useCase: abstract new (...args: never[]) => T): T => market.firms.get(useCase);
const deliver = (id: string, by: Trader = market.provider) => get(DeliverWork).execute(by.who, id, { note: 'The plan.', links: ['https://files.example.org/plan.pdf'] });
const complete = (id: string) => get(CompleteServiceRequest).execute(market.client.who, id);
const dispute = (id: string, by: Trader = market.client) => get(OpenDispute).execute(by.who, id, REASON);
const rule = (id: string, outcome: (typeof DISPUTE_OUTCOMES)[number]) => get(ResolveDispute).execute(admin, id, { outcome, ruling: 'Both sides were heard.' });
const types = async (id: string): Promise<string[]> => (await market.raw('service_requests', id)).outbox!.map(({ type }) => type);

beforeAll(async () => {
  market = await Market.open();
}, 60_000);
afterAll(() => market.firms.drop());
beforeEach(() => market.clear());

describe('every step in every state', () => {
  const STEPS: Readonly<Record<string, { readonly from: readonly ServiceRequestState[]; readonly take: (id: string, proposalId: string, version: number) => Promise<unknown> }>> = {
    update: { from: ['draft', 'open'], take: (id, _proposal, version) => get(UpdateServiceRequest).execute(market.client.who, id, version, { title: 'Another title' }) },
    open: { from: ['draft'], take: (id) => get(OpenServiceRequest).execute(market.client.who, id) },
    cancel: { from: ['draft', 'open'], take: (id) => get(CancelServiceRequest).execute(market.client.who, id) },
    accept: { from: ['open'], take: (_id, proposalId) => market.accept(proposalId) },
    deliver: { from: ['in_progress'], take: (id) => deliver(id) },
    requestChanges: { from: ['delivered'], take: (id) => get(RequestChanges).execute(market.client.who, id, REASON) },
    complete: { from: ['delivered'], take: complete },
    'dispute (client)': { from: ['in_progress', 'delivered'], take: (id) => dispute(id) },
    'dispute (provider)': { from: ['in_progress', 'delivered'], take: (id) => dispute(id, market.provider) },
    ...Object.fromEntries(DISPUTE_OUTCOMES.map((outcome) => [`rule ${outcome}`, { from: ['disputed'] as const, take: (id: string) => rule(id, outcome) }])),
  };

  it.each(REQUEST_STATES.states.flatMap((state) => Object.keys(STEPS).map((step) => [step, state] as const)))('%s in %s', async (step, state) => {
    const { requestId, proposalId } = await market.agreed();
    await deliver(requestId);
    if (state === 'disputed') await dispute(requestId);
    // Before acceptance there is no agreement; whoever is a side only by it then finds nothing.
    const before = ['draft', 'open'].includes(state);
    await market.collection('service_requests').updateOne({ _id: requestId }, { $set: { state }, ...(before ? { $unset: { agreement: '' } } : {}) } as never);
    const kept = await market.raw('service_requests', requestId);
    const { from, take } = STEPS[step]!;
    if (from.includes(state)) {
      await take(requestId, proposalId, kept.v);
      const after = await market.raw('service_requests', requestId);
      expect(after.v).toBe(kept.v + 1);
      return expect(after.outbox!.length).toBeGreaterThan(kept.outbox!.length);
    }
    const unseen = before && ['deliver', 'dispute (provider)'].includes(step);
    await expect(take(requestId, proposalId, kept.v)).rejects.toEqual(code(unseen ? 'NOT_FOUND' : 'STATE_CONFLICT'));
    expect(await market.raw('service_requests', requestId)).toEqual(kept);
  });
});

describe('who may take a step', () => {
  it.each([
    ['deliver', (id: string, by: Trader) => deliver(id, by), 'provider'],
    ['complete', (id: string, by: Trader) => get(CompleteServiceRequest).execute(by.who, id), 'client'],
    ['requestChanges', (id: string, by: Trader) => get(RequestChanges).execute(by.who, id, REASON), 'client'],
    ['dispute', (id: string, by: Trader) => dispute(id, by), 'either'],
    ['cancel', (id: string, by: Trader) => get(CancelServiceRequest).execute(by.who, id), 'client'],
  ] as const)('%s: nobody without a part in it, not the other side, and no member without the right', async (_name, take, side) => {
    const { requestId } = await market.agreed();
    const stranger = await market.trader();
    await expect(take(requestId, stranger)).rejects.toEqual(code('NOT_FOUND'));
    const [own, other] = side === 'provider' ? [market.provider, market.client] : [market.client, market.provider];
    if (side !== 'either') await expect(take(requestId, other)).rejects.toEqual(code('NOT_FOUND'));
    const reader = somebody('client');
    await market.join(own, reader, ['pay', 'read']);
    await expect(take(requestId, { ...own, who: reader })).rejects.toEqual(code('FORBIDDEN'));
  });
});

describe('the work', () => {
  it('goes back and forth until the client completes it; what was said is for the two sides and encrypted', async () => {
    const { requestId } = await market.agreed();
    await deliver(requestId);
    await get(RequestChanges).execute(market.client.who, requestId, REASON);
    await deliver(requestId);
    const { state, deliveries, completedAt } = await complete(requestId);
    expect([state, deliveries.map(({ changesRequested }) => changesRequested?.reason ?? null)]).toEqual(['completed', [REASON, null]]);
    expect(deliveries[0]).toMatchObject({ note: 'The plan.', links: ['https://files.example.org/plan.pdf'] });
    expect(Date.parse(completedAt!)).not.toBeNaN();
    const raw = await market.raw('service_requests', requestId);
    expect(JSON.stringify(raw)).not.toMatch(/The plan\.|not what we agreed/);
    expect(raw.outbox!.at(-1)!.data).toEqual({ serviceRequestId: requestId, clientBusinessId: market.client.businessId, providerBusinessId: market.provider.businessId, proposalId: expect.any(String) });
    expect((await types(requestId)).slice(3)).toEqual(['service_request.delivered', 'service_request.changes_requested', 'service_request.delivered', 'service_request.completed']);
  });

  it('takes fifty deliveries', async () => {
    const { requestId } = await market.agreed();
    const [delivered, sentBack] = ['delivered', 'changes_requested'].map((kind) => ({ kind, at: new Date(), by: 'somebody', text: 'unreadable', links: [] }));
    await market.collection('service_requests').updateOne({ _id: requestId }, { $set: { work: Array.from({ length: 98 }, (_, at) => (at % 2 === 0 ? delivered : sentBack)) } });
    await market.collection('service_requests').updateOne({ _id: requestId }, { $unset: { 'work.$[].text': '' } });
    await deliver(requestId);
    await market.collection('service_requests').updateOne({ _id: requestId }, { $set: { state: 'in_progress' }, $push: { work: sentBack } } as never);
    await market.collection('service_requests').updateOne({ _id: requestId }, { $unset: { 'work.$[].text': '' } });
    await expect(deliver(requestId)).rejects.toEqual(code('DELIVERY_LIMIT_REACHED'));
  });

  it('shows a delivery with the word on it', () => {
    const at = new Date();
    const step = (kind: 'delivered' | 'changes_requested', text: string) => ({ kind, at, by: 'somebody', text, links: [] });
    expect(deliveriesOf([step('changes_requested', 'before all'), step('delivered', 'one'), step('changes_requested', 'more'), step('delivered', 'two')])).toEqual([
      { deliveredAt: at, note: 'one', links: [], changesRequested: { at, reason: 'more' } },
      { deliveredAt: at, note: 'two', links: [] },
    ]);
  });
});

describe('a dispute', () => {
  it.each(DISPUTE_OUTCOMES)('is ended by an admin: %s', async (outcome) => {
    const { requestId, proposalId } = await market.agreed();
    await deliver(requestId);
    expect(await dispute(requestId, market.provider)).toMatchObject({ state: 'disputed', dispute: { openedBy: 'provider', reason: REASON, outcome: null } });
    expect((await market.raw('service_requests', requestId)).outbox!.at(-1)).toMatchObject({ type: 'service_request.disputed', data: { proposalId, openedBy: 'provider', from: 'delivered' } });
    expect(await rule(requestId, outcome)).toMatchObject({ state: outcome, dispute: { outcome, ruling: 'Both sides were heard.' } });
    const told = (await types(requestId)).slice(5);
    expect(told).toEqual(['service_request.dispute_resolved', ...(outcome === 'completed' || outcome === 'cancelled' ? [`service_request.${outcome}`] : [])]);
    const { completedAt, cancelledAt } = await market.raw('service_requests', requestId);
    expect([completedAt !== undefined, cancelledAt !== undefined]).toEqual([outcome === 'completed', outcome === 'cancelled']);
    expect(await market.proposal(proposalId)).toMatchObject({ state: 'accepted' });
  });

  it('may be followed by another; nothing of the first is lost', async () => {
    const { requestId } = await market.agreed();
    await dispute(requestId);
    await expect(rule(requestId, 'delivered')).rejects.toEqual(code('STATE_CONFLICT', { detail: 'Nothing was delivered that the client could decide on.' }));
    await rule(requestId, 'in_progress');
    expect(await dispute(requestId, market.provider)).toMatchObject({ dispute: { openedBy: 'provider', resolvedAt: null, outcome: null, ruling: null } });
    expect((await market.raw('service_requests', requestId))['pastDisputes']).toMatchObject([{ openedBySide: 'client', outcome: 'in_progress', resolvedBy: admin.userId }]);
    await rule(requestId, 'cancelled');
    expect(await get(GetServiceRequest).execute(market.provider.who, requestId)).toMatchObject({ state: 'cancelled', dispute: { outcome: 'cancelled' } });
  });

  it('is opened once, also by both sides at the same moment', async () => {
    const { requestId } = await market.agreed();
    const outcomes = await Promise.allSettled([dispute(requestId), dispute(requestId, market.provider)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is not for an admin who belongs to one of the firms', async () => {
    const { requestId } = await market.agreed();
    await dispute(requestId);
    for (const firm of [market.client, market.provider]) {
      const own = somebody('admin');
      await market.join(firm, own, ['read']);
      await expect(get(ResolveDispute).execute(own, requestId, { outcome: 'completed', ruling: 'I know them well.' })).rejects.toEqual(code('CONFLICT_OF_INTEREST'));
    }
  });
});
