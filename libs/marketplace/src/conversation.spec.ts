import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { averageOf } from './domain/ratings.js';
import { RevealDueRatings } from './jobs/reveal-due-ratings.js';
import { Market, somebody, type Trader } from './market.fixture.js';
import { CompleteServiceRequest } from './use-cases/complete-service-request.js';
import { DeliverWork } from './use-cases/deliver-work.js';
import { ListMessages } from './use-cases/list-messages.js';
import { ListRatings } from './use-cases/list-ratings.js';
import { PostMessage } from './use-cases/post-message.js';
import { RateOtherSide } from './use-cases/rate-other-side.js';
import { RevealRatings } from './use-cases/reveal-ratings.js';

const DAY_MS = 86_400_000;
const NEVER = { signal: new AbortController().signal };
const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });

let market: Market;
const get = <T>(useCase: abstract new (...args: never[]) => T): T => market.firms.get(useCase);

beforeAll(async () => {
  market = await Market.open();
}, 60_000);
afterAll(() => market.firms.drop());
beforeEach(() => market.clear());

describe('messages', () => {
  const post = (requestId: string, by: Trader, text = 'Could you come on a Tuesday?', about: Trader = market.provider) => get(PostMessage).execute(by.who, requestId, { providerBusinessId: about.businessId, text });
  const read = (requestId: string, by: Trader, about: Trader = market.provider, rest: object = {}) => get(ListMessages).execute(by.who, requestId, { providerBusinessId: about.businessId, limit: 20, ...rest });

  it('go between the firm that asks and a provider that made a proposal; newest first, page by page, encrypted', async () => {
    const requestId = await market.opened();
    await market.propose(requestId);
    await post(requestId, market.client, 'one');
    await post(requestId, market.provider, 'two');
    const last = await post(requestId, market.client, 'three');
    expect(last).toMatchObject({ from: 'client', authorId: market.client.who.userId, text: 'three' });
    const page = await read(requestId, market.provider, market.provider, { limit: 2 });
    expect(page.items.map(({ from, text }) => [from, text])).toEqual([['client', 'three'], ['provider', 'two']]);
    expect((await read(requestId, market.client, market.provider, { limit: 2, cursor: page.nextCursor })).items.map(({ text }) => text)).toEqual(['one']);
    expect(JSON.stringify(await market.collection('messages').find().toArray())).not.toMatch(/three/);
  });

  it('are one conversation for each provider, which no other reads', async () => {
    const requestId = await market.opened();
    const other = await market.trader();
    await market.propose(requestId);
    await market.propose(requestId, other);
    await post(requestId, market.client, 'for one');
    expect((await read(requestId, other, other)).items).toEqual([]);
    for (const act of [() => read(requestId, other), () => post(requestId, other)]) await expect(act()).rejects.toEqual(code('NOT_FOUND'));
    const stranger = await market.trader();
    for (const about of [market.provider, stranger]) await expect(read(requestId, stranger, about)).rejects.toEqual(code('NOT_FOUND'));
    await expect(post(requestId, market.client, 'hello', stranger)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('are written by who may manage, and read by every member', async () => {
    const requestId = await market.opened();
    await market.propose(requestId);
    const reader = somebody('client');
    await market.join(market.client, reader, ['read']);
    await expect(post(requestId, { ...market.client, who: reader })).rejects.toEqual(code('FORBIDDEN'));
    expect((await read(requestId, { ...market.client, who: reader })).items).toEqual([]);
  });

  it('go on with the provider that was chosen, and end with the others', async () => {
    const requestId = await market.opened();
    const other = await market.trader();
    await market.propose(requestId, other);
    await post(requestId, other, 'please', other);
    await market.accept((await market.propose(requestId)).id);
    for (const by of [market.client, other]) await expect(post(requestId, by, 'please', other)).rejects.toEqual(code('STATE_CONFLICT'));
    expect((await read(requestId, other, other)).items).toHaveLength(1);
    expect(await post(requestId, market.provider)).toMatchObject({ from: 'provider' });
  });

  it('are a thousand at most', async () => {
    const requestId = await market.opened();
    await market.propose(requestId);
    const filler = (at: number) => ({ _id: `0000-${at}`, v: 1, serviceRequestId: requestId, providerBusinessId: market.provider.businessId });
    await market.collection('messages').insertMany(Array.from({ length: 999 }, (_, at) => filler(at)) as never[]);
    await post(requestId, market.client);
    await expect(post(requestId, market.client)).rejects.toEqual(code('MESSAGE_LIMIT_REACHED'));
  });
});

describe('ratings', () => {
  const rate = (requestId: string, by: Trader, stars = 5, comment = 'Clear and on time.') => get(RateOtherSide).execute(by.who, requestId, { stars, comment });
  const seen = async (requestId: string, by: Trader) => (await get(ListRatings).execute(by.who, requestId)).items.map(({ from, stars }) => [from, stars]);
  const completed = async (): Promise<string> => {
    const { requestId } = await market.agreed();
    await get(DeliverWork).execute(market.provider.who, requestId, { note: 'The plan.', links: [] });
    await get(CompleteServiceRequest).execute(market.client.who, requestId);
    return requestId;
  };
  const average = async () => (await market.propose(await market.opened())).providerRating;

  it('are given after completion, once by each side, for good', async () => {
    const { requestId } = await market.agreed();
    await expect(rate(requestId, market.client)).rejects.toEqual(code('STATE_CONFLICT'));
    const done = await completed();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, (_, at) => rate(done, market.client, at + 1)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('ALREADY_EXISTS'));
    expect(JSON.stringify(await market.collection('ratings').find().toArray())).not.toContain('on time');
    await expect(rate(done, await market.trader())).rejects.toEqual(code('NOT_FOUND'));
    const payer = somebody('client');
    await market.join(market.client, payer, ['pay', 'read']);
    await expect(rate(done, { ...market.client, who: payer })).rejects.toEqual(code('FORBIDDEN'));
  });

  it('are hidden from the other side until both have rated', async () => {
    const requestId = await completed();
    await rate(requestId, market.client, 4);
    await market.relay();
    expect([await seen(requestId, market.client), await seen(requestId, market.provider), await average()]).toEqual([[['client', 4]], [], { count: 0, average: null }]);
    await rate(requestId, market.provider, 2);
    await market.relay();
    for (const side of [market.client, market.provider]) expect(await seen(requestId, side)).toEqual([['client', 4], ['provider', 2]]);
    expect(await average()).toEqual({ count: 1, average: 4 });
  });

  it('are shown and count after 14 days though the other side is silent, and none is taken then', async () => {
    const requestId = await completed();
    await rate(requestId, market.client, 3);
    await market.relay();
    market.forward(14 * DAY_MS + 1_000);
    expect(await seen(requestId, market.provider)).toEqual([['client', 3]]);
    await expect(rate(requestId, market.provider)).rejects.toEqual(code('RATING_CLOSED'));
    await get(RevealDueRatings).run({}, NEVER);
    await market.relay();
    expect(await average()).toEqual({ count: 1, average: 3 });
  });

  it('count once, however often and by however many they are told', async () => {
    const ids: string[] = [];
    for (const stars of [5, 4, 4]) {
      const requestId = await completed();
      ids.push(requestId);
      await rate(requestId, market.client, stars);
      await rate(requestId, market.provider, 1);
    }
    const reveal = get(RevealRatings);
    await Promise.all(ids.flatMap((id) => [reveal.ofRequest(id), reveal.ofRequest(id)]));
    await Promise.all(Array.from({ length: 4 }, () => reveal.reckon(market.provider.businessId)));
    await market.relay();
    expect(await average()).toEqual({ count: 3, average: 4.33 });
    expect(await market.collection('provider_ratings').find().toArray()).toMatchObject([{ _id: market.provider.businessId, count: 3, sum: 13 }]);
    expect((await market.collection('ratings').find().toArray()).flatMap(({ outbox = [] }) => outbox.map(({ type }) => type)).filter((type) => type === 'rating.revealed')).toHaveLength(6);
  });

  it('are averaged to two decimals', () => {
    expect([averageOf(0, 0), averageOf(3, 14)]).toEqual([{ count: 0, average: null }, { count: 3, average: 4.67 }]);
  });
});
