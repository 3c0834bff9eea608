import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Market, type Trader } from './market.fixture.js';
import { ProposalFollower } from './use-cases/proposal-follower.js';
import { CancelServiceRequest } from './use-cases/cancel-service-request.js';
import { DeclineProposal } from './use-cases/decline-proposal.js';
import { ListProposals } from './use-cases/list-proposals.js';
import { WithdrawProposal } from './use-cases/withdraw-proposal.js';

const AT_ONCE = 50;
const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });

let market: Market;
let sellers: readonly Trader[];

const withdraw = (by: Trader, id: string) => market.firms.get(WithdrawProposal).execute(by.who, id);
const decline = (id: string) => market.firms.get(DeclineProposal).execute(market.client.who, id);
const states = async (serviceRequestId: string) => {
  const { items } = await market.firms.get(ListProposals).execute(market.client.who, { serviceRequestId, limit: 100 });
  return new Map(items.map(({ id, state }) => [id, state]));
};
const stored = async (serviceRequestId: string) => new Map((await market.collection('proposals').find({ serviceRequestId }).toArray()).map(({ _id, state }) => [_id, state]));
const succeeded = (outcomes: readonly PromiseSettledResult<unknown>[]): number[] => outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [at] : []));

beforeAll(async () => {
  market = await Market.open();
  sellers = await Promise.all(Array.from({ length: AT_ONCE }, () => market.trader()));
}, 90_000);
afterAll(() => market.firms.drop());
beforeEach(() => market.clear());

/** One request with a proposal of each seller. */
async function answered(count = AT_ONCE): Promise<{ requestId: string; ids: readonly string[] }> {
  const requestId = await market.opened();
  const ids = await Promise.all(sellers.slice(0, count).map(async (seller) => (await market.propose(requestId, seller)).id));
  return { requestId, ids };
}

describe('acceptance', () => {
  it('begins the work by a copy of what was offered, and tells both firms by one event', async () => {
    const { requestId, ids } = await answered(1);
    expect(await market.accept(ids[0]!)).toMatchObject({ id: ids[0], state: 'accepted' });
    const { state, agreement, outbox } = await market.raw('service_requests', requestId);
    expect(state).toBe('in_progress');
    expect(agreement).toMatchObject({ proposalId: ids[0], providerBusinessId: sellers[0]!.businessId, amount: 240_000, currency: 'USD', daysToDeliver: 21, acceptedBy: market.client.who.userId });
    expect(outbox!.at(-1)).toMatchObject({ type: 'service_request.accepted', data: { serviceRequestId: requestId, proposalId: ids[0], clientBusinessId: market.client.businessId, providerBusinessId: sellers[0]!.businessId, amount: 240_000, currency: 'USD' } });
  });

  it('of fifty different proposals at once chooses one; at no moment do two look accepted, and the rest are declined', async () => {
    const { requestId, ids } = await answered();
    let over = false;
    const looks: (readonly string[])[] = [];
    const look = async (): Promise<void> => {
      while (!over) looks.push([...(await states(requestId)).entries()].filter(([, state]) => state === 'accepted').map(([id]) => id));
    };
    const looking = look();
    const outcomes = await Promise.allSettled(ids.map((id) => market.accept(id)));
    await market.relay();
    over = true;
    await looking;
    const winners = succeeded(outcomes);
    expect(winners).toHaveLength(1);
    const winner = ids[winners[0]!]!;
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('STATE_CONFLICT', { detail: 'The proposal is declined.' }));
    expect(looks.length).toBeGreaterThan(1);
    for (const accepted of looks) expect(accepted.length === 0 || (accepted.length === 1 && accepted[0] === winner)).toBe(true);
    expect((await market.raw('service_requests', requestId))['agreement']).toMatchObject({ proposalId: winner });
    for (const kept of [await states(requestId), await stored(requestId)]) for (const id of ids) expect(kept.get(id)).toBe(id === winner ? 'accepted' : 'declined');
  }, 60_000);

  it('and withdrawal of every proposal at once: nobody who withdrew is chosen, and who was chosen did not withdraw', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { requestId, ids } = await answered(25);
      const both = ids.flatMap((id, at) => (at % 2 === 0 ? [() => market.accept(id), () => withdraw(sellers[at]!, id)] : [() => withdraw(sellers[at]!, id), () => market.accept(id)]));
      const outcomes = await Promise.allSettled(both.map((act) => act()));
      const done = succeeded(outcomes);
      const isAccept = (at: number): boolean => (Math.floor(at / 2) % 2 === 0 ? at % 2 === 0 : at % 2 === 1);
      const accepted = done.filter(isAccept).map((at) => ids[Math.floor(at / 2)]!);
      const withdrawn = done.filter((at) => !isAccept(at)).map((at) => ids[Math.floor(at / 2)]!);
      expect(accepted.length).toBeLessThanOrEqual(1);
      if (accepted.length === 0) expect(withdrawn).toHaveLength(ids.length);
      expect(withdrawn).not.toEqual(expect.arrayContaining(accepted.length === 0 ? ['nobody'] : accepted));
      await market.relay();
      const { state, agreement } = await market.raw('service_requests', requestId);
      expect([state, (agreement as { proposalId: string } | undefined)?.proposalId]).toEqual(accepted.length === 0 ? ['open', undefined] : ['in_progress', accepted[0]]);
      for (const kept of [await states(requestId), await stored(requestId)]) {
        for (const id of ids) expect([id, kept.get(id)]).toEqual([id, accepted.includes(id) ? 'accepted' : withdrawn.includes(id) ? 'withdrawn' : 'declined']);
      }
    }
  }, 90_000);

  it.each(['decline', 'withdraw', 'cancel', 'expire'] as const)('and %s of the same proposal at once: one of them is first', async (other) => {
    for (let round = 0; round < 12; round += 1) {
      const { requestId, ids } = await answered(1);
      const id = ids[0]!;
      const others = {
        decline: () => decline(id),
        withdraw: () => withdraw(sellers[0]!, id),
        cancel: () => market.firms.get(CancelServiceRequest).execute(market.client.who, requestId),
        // As a process whose clock is ahead would.
        expire: async () => {
          await market.collection('proposals').updateOne({ _id: id }, { $set: { validUntil: new Date(Date.now() - 1) } });
          await market.firms.get(ProposalFollower).followOne(id);
        },
      };
      const acts = round % 2 === 0 ? [market.accept(id), others[other]()] : [others[other](), market.accept(id)];
      const [one, two] = await Promise.allSettled(acts);
      await market.relay();
      const [acceptance, end] = round % 2 === 0 ? [one!, two!] : [two!, one!];
      const accepted = acceptance.status === 'fulfilled';
      // Whose time is over needs nobody's leave; the others are told which of them came late.
      if (other !== 'expire') expect(end.status).toBe(accepted ? 'rejected' : 'fulfilled');
      const { state } = await market.raw('service_requests', requestId);
      const expected = accepted ? 'accepted' : { decline: 'declined', withdraw: 'withdrawn', cancel: 'declined', expire: 'expired' }[other];
      expect([(await states(requestId)).get(id), (await stored(requestId)).get(id)]).toEqual([expected, expected]);
      expect(state).toBe(accepted ? 'in_progress' : other === 'cancel' ? 'cancelled' : 'open');
    }
  }, 60_000);

  it.each([
    ['withdrawn', (id: string) => withdraw(sellers[0]!, id)],
    ['declined', (id: string) => decline(id)],
  ])('comes too late for one that is %s, told or not', async (state, end) => {
    for (const tell of [() => Promise.resolve(), () => market.relay()]) {
      const { requestId, ids } = await answered(1);
      expect(await end(ids[0]!)).toMatchObject({ state });
      await tell();
      await expect(market.accept(ids[0]!)).rejects.toEqual(code('STATE_CONFLICT', { detail: `The proposal is ${state}.` }));
      for (const again of [() => withdraw(sellers[0]!, ids[0]!), () => decline(ids[0]!)]) await expect(again()).rejects.toEqual(code('STATE_CONFLICT'));
      expect([(await market.raw('service_requests', requestId)).state, (await market.proposal(ids[0]!)).state]).toEqual(['open', state]);
    }
  });

  it('stands though nobody was told of it yet, and what was decided is told from the request', async () => {
    const { requestId, ids } = await answered(3);
    await market.accept(ids[1]!);
    expect((await stored(requestId)).get(ids[1]!)).toBe('submitted');
    expect(await states(requestId)).toEqual(new Map([[ids[2]!, 'declined'], [ids[1]!, 'accepted'], [ids[0]!, 'declined']].reverse() as [string, string][]));
    await expect(withdraw(sellers[1]!, ids[1]!)).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(withdraw(sellers[0]!, ids[0]!)).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(market.accept(ids[1]!)).rejects.toEqual(code('STATE_CONFLICT', { detail: 'The proposal is accepted.' }));
  });

  it('follows once, however often it is told', async () => {
    const { requestId, ids } = await answered(2);
    await market.accept(ids[0]!);
    const event = (await market.raw('service_requests', requestId)).outbox!.at(-1)!;
    for (let time = 0; time < 3; time += 1) await market.tell({ ...event, id: 'told again', collection: 'service_requests', objectId: requestId } as never);
    for (const id of ids) expect((await market.raw('proposals', id)).outbox!.map(({ type }) => type)).toEqual(['proposal.submitted', id === ids[0] ? 'proposal.accepted' : 'proposal.declined']);
  });
});
