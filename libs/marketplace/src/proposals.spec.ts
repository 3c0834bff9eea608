import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { profiled } from '../../../test/fixtures/firms.js';
import { proposalState } from './domain/proposal.js';
import { ExpireProposals } from './jobs/expire-proposals.js';
import { Market, somebody } from './market.fixture.js';
import { DeclineProposal } from './use-cases/decline-proposal.js';
import { ListProposals } from './use-cases/list-proposals.js';
import { WithdrawProposal } from './use-cases/withdraw-proposal.js';

const DAY_MS = 86_400_000;
const NEVER = { signal: new AbortController().signal };
const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });

let market: Market;
const get = <T>(useCase: abstract new (...args: never[]) => T): T => market.firms.get(useCase);
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

beforeAll(async () => {
  market = await Market.open();
}, 60_000);
afterAll(() => market.firms.drop());
beforeEach(() => market.clear());

describe('a proposal', () => {
  it('is what was offered, encrypted where it is in words, and tells both firms', async () => {
    const requestId = await market.opened();
    const shown = await market.propose(requestId);
    expect(shown).toMatchObject({ serviceRequestId: requestId, clientBusinessId: market.client.businessId, providerBusinessId: market.provider.businessId, providerName: 'Plumb Advice LLC', providerRating: { count: 0, average: null }, state: 'submitted', amount: 240_000, currency: 'USD', scopeOfWork: 'A plan and two visits.', daysToDeliver: 21 });
    expect(Math.round((Date.parse(shown.validUntil) - Date.now()) / DAY_MS)).toBe(30);
    const raw = await market.raw('proposals', shown.id);
    expect(JSON.stringify(raw)).not.toContain('two visits');
    expect(raw.outbox).toMatchObject([{ type: 'proposal.submitted', data: { serviceRequestId: requestId, clientBusinessId: market.client.businessId, providerBusinessId: market.provider.businessId } }]);
    expect((await market.raw('service_requests', requestId))['proposalCount']).toBe(1);
  });

  it('is live once for a firm and a request, also of ten at once, and may be made anew after it was taken back', async () => {
    const requestId = await market.opened();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => market.propose(requestId)));
    const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.id] : []));
    expect(made).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('ALREADY_EXISTS', { extensions: { proposalId: made[0] } }));
    expect(await get(WithdrawProposal).execute(market.provider.who, made[0]!)).toMatchObject({ state: 'withdrawn' });
    // Nobody has told the proposal of it yet.
    expect(await market.propose(requestId)).toMatchObject({ state: 'submitted' });
    expect((await market.raw('proposals', made[0]!)).state).toBe('withdrawn');
  });

  it('is made five times by a firm at most, and five hundred times by all', async () => {
    const requestId = await market.opened();
    for (let time = 0; time < 5; time += 1) await get(WithdrawProposal).execute(market.provider.who, (await market.propose(requestId)).id);
    await expect(market.propose(requestId)).rejects.toEqual(code('PROPOSAL_LIMIT_REACHED'));
    const crowded = await market.opened();
    await market.collection('service_requests').updateOne({ _id: crowded }, { $set: { proposalCount: 500 } });
    await expect(market.propose(crowded)).rejects.toEqual(code('PROPOSAL_LIMIT_REACHED'));
  });

  it.each([
    ['another currency', { currency: 'EUR' as const }, '/currency'],
    ['an end that is over', { validUntil: inDays(-1) }, '/validUntil'],
    ['an end in more than 90 days', { validUntil: inDays(91) }, '/validUntil'],
  ])('with %s is refused', async (_what, rest, pointer) => {
    const requestId = await market.opened();
    await expect(market.propose(requestId, market.provider, rest)).rejects.toEqual(code('VALIDATION_FAILED', { errors: [expect.objectContaining({ pointer })] }));
    expect([await market.collection('proposals').countDocuments(), (await market.raw('service_requests', requestId))['proposalCount']]).toEqual([0, undefined]);
  });

  it('answers an open request of others, for a firm of one\'s own', async () => {
    const { id: draft } = await market.draft();
    await expect(market.propose(draft)).rejects.toEqual(code('NOT_FOUND'));
    await expect(market.propose(randomUUID())).rejects.toEqual(code('NOT_FOUND'));
    const requestId = await market.opened();
    await expect(market.propose(requestId, { who: (await market.trader()).who, businessId: market.provider.businessId })).rejects.toEqual(code('NOT_FOUND'));
    const reader = somebody('provider');
    await market.join(market.provider, reader, ['pay', 'read']);
    await expect(market.propose(requestId, { who: reader, businessId: market.provider.businessId })).rejects.toEqual(code('FORBIDDEN'));
  });

  it('is refused to whoever belongs to the firm that asks, and to every firm that one of them belongs to', async () => {
    const requestId = await market.opened();
    const both = await market.trader();
    await market.join(market.client, both.who, ['read']);
    await expect(market.propose(requestId, both)).rejects.toEqual(code('CONFLICT_OF_INTEREST'));
    const colleague = somebody('provider');
    await market.join(both, colleague, ['manage', 'read']);
    await expect(market.propose(requestId, { ...both, who: colleague })).rejects.toEqual(code('CONFLICT_OF_INTEREST'));
  });

  it('is not accepted by somebody who has come to belong to both firms', async () => {
    const seller = await market.trader();
    const { id } = await market.propose(await market.opened(), seller);
    await market.join(market.client, seller.who, ['pay', 'read']);
    await expect(market.accept(id, seller.who)).rejects.toEqual(code('CONFLICT_OF_INTEREST'));
  });
});

describe('who may decide about a proposal', () => {
  it('accepts with the right to pay, declines with the right to manage', async () => {
    const { id } = await market.propose(await market.opened());
    const [payer, manager] = [somebody('client'), somebody('client')];
    await market.join(market.client, payer, ['pay', 'read']);
    await market.join(market.client, manager, ['manage', 'read']);
    await expect(market.accept(id, manager)).rejects.toEqual(code('FORBIDDEN'));
    await expect(get(DeclineProposal).execute(payer, id)).rejects.toEqual(code('FORBIDDEN'));
    await expect(market.accept(id, market.provider.who)).rejects.toEqual(code('NOT_FOUND'));
    await expect(get(WithdrawProposal).execute(market.client.who, id)).rejects.toEqual(code('NOT_FOUND'));
    expect(await market.accept(id, payer)).toMatchObject({ state: 'accepted' });
  });

  it('is between the two firms: no other sees it', async () => {
    const { id } = await market.propose(await market.opened());
    const other = await market.trader();
    await expect(market.proposal(id, other.who)).rejects.toEqual(code('NOT_FOUND'));
    expect((await get(ListProposals).execute(other.who, { limit: 10 })).items).toEqual([]);
    await expect(market.accept(id, (await market.trader('client')).who)).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('the list', () => {
  it('shows what a firm made and what it was made, page by page, by an index', async () => {
    const other = await market.trader();
    const [first, second] = [await market.opened(), await market.opened()];
    const ids = [await market.propose(first), await market.propose(second), await market.propose(second, other)].map(({ id }) => id).reverse();
    const list = (who = market.client.who, query: object = {}) => get(ListProposals).execute(who, { limit: 2, ...query });
    const page = await list();
    expect([...page.items, ...(await list(market.client.who, { cursor: page.nextCursor })).items].map(({ id }) => id)).toEqual(ids);
    expect((await list(market.provider.who)).items.map(({ id }) => id)).toEqual(ids.slice(1));
    expect((await list(market.client.who, { side: 'provider' })).items).toEqual([]);
    const operations = await profiled(market.firms.database, async () => {
      expect((await list(other.who, { serviceRequestId: second })).items.map(({ id }) => id)).toEqual([ids[0]]);
    }, 'proposals');
    expect(operations).toHaveLength(1);
    expect(operations[0]!.docsExamined).toBeLessThanOrEqual(2);
  });
});

describe('time', () => {
  it('ends a proposal at once for who looks or accepts, and in its document by a job', async () => {
    const requestId = await market.opened();
    const { id } = await market.propose(requestId, market.provider, { validUntil: inDays(2) });
    const lasting = await market.propose(requestId, await market.trader(), { validUntil: inDays(60) });
    market.forward(3 * DAY_MS);
    expect(await market.proposal(id)).toMatchObject({ state: 'expired' });
    await expect(market.accept(id)).rejects.toEqual(code('STATE_CONFLICT', { detail: 'The proposal is expired.' }));
    await get(ExpireProposals).run({}, NEVER);
    await market.relay();
    expect([(await market.raw('proposals', id)).state, (await market.raw('proposals', lasting.id)).state]).toEqual(['expired', 'submitted']);
    expect((await market.raw('service_requests', requestId))['endings']).toEqual({ [id]: 'expired' });
    // A clock that was wrong changes nothing any more.
    market.present();
    await expect(market.accept(id)).rejects.toEqual(code('STATE_CONFLICT'));
    expect(await market.accept(lasting.id)).toMatchObject({ state: 'accepted' });
  });
});

describe('many proposals whose time is over', () => {
  it('are ended by one run, but for one whose request cannot take another event yet', async () => {
    const { id: requestId } = await market.draft();
    await market.collection('service_requests').updateOne({ _id: requestId }, { $set: { state: 'open' } });
    const full = await market.opened();
    const over = (_id: string, serviceRequestId: string, at: number) => ({ _id, v: 1, state: 'submitted', serviceRequestId, clientBusinessId: market.client.businessId, providerBusinessId: `firm ${_id}`, validUntil: new Date(at) });
    await market.collection('proposals').insertMany([over('first', full, 1), ...Array.from({ length: 130 }, (_, at) => over(randomUUID(), requestId, 2 + at))] as never[]);
    const event = { seq: 1, type: 'waits', at: new Date(), actor: 'system', data: {} };
    await market.collection('service_requests').updateOne({ _id: full }, { $set: { outbox: Array.from({ length: 1_000 }, () => event) } });
    await get(ExpireProposals).run({}, NEVER);
    expect((await market.collection('proposals').find({ state: 'submitted' }).toArray()).map(({ _id }) => _id)).toEqual(['first']);
  });
});

describe('the state of a proposal', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const later = new Date(now.getTime() + 1);
  it.each([
    ['accepted', { state: 'in_progress', agreement: { proposalId: 'p' } }, later],
    ['accepted', { state: 'cancelled', agreement: { proposalId: 'p' }, endings: { p: 'expired' } }, now],
    ['withdrawn', { state: 'in_progress', agreement: { proposalId: 'other' }, endings: { p: 'withdrawn' } }, later],
    ['declined', { state: 'in_progress', agreement: { proposalId: 'other' } }, later],
    ['declined', { state: 'cancelled' }, later],
    ['expired', { state: 'open' }, now],
    ['submitted', { state: 'open', endings: { other: 'withdrawn' } }, later],
  ] as const)('is %s, told from %j', (expected, decisions, validUntil) => {
    expect(proposalState('p', validUntil, decisions, now)).toBe(expected);
  });
});
