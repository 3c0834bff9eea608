import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Memberships } from '@plumbline/businesses';
import type { RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { paymentStatus } from './domain/payment-status.js';
import { NotePayments } from './jobs/note-payments.js';
import { Market } from './market.fixture.js';
import { Agreements } from './use-cases/agreements.js';
import { CompleteServiceRequest } from './use-cases/complete-service-request.js';
import { CreateDemoMarketplace } from './use-cases/create-demo-marketplace.js';
import { DeliverWork } from './use-cases/deliver-work.js';
import { GetServiceRequest } from './use-cases/get-service-request.js';
import { OpenDispute } from './use-cases/open-dispute.js';
import { RequestChanges } from './use-cases/request-changes.js';
import { ResolveDispute } from './use-cases/resolve-dispute.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let market: Market;
const get = <T>(useCase: abstract new (...args: never[]) => T): T => market.firms.get(useCase);

beforeAll(async () => {
  market = await Market.open();
}, 60_000);
afterAll(() => market.firms.drop());
beforeEach(() => market.clear());

describe('an agreement', () => {
  it('is told to who accepted, with all that a payment needs', async () => {
    const { requestId, proposalId } = await market.agreed({ purchaseOrderNumber: 'PO-7' });
    const scope = await get(Memberships).scopes(market.client.who, 'pay');
    const expected = { proposalId, serviceRequestId: requestId, clientBusinessId: market.client.businessId, providerBusinessId: market.provider.businessId, amount: 240_000, currency: 'USD', title: 'A quality plan', purchaseOrderNumber: 'PO-7', state: 'in_progress', acceptedAt: expect.any(Date) };
    expect(await get(Agreements).ofProposal(scope, proposalId)).toEqual(expected);
    expect(await get(Agreements).agreement(proposalId)).toEqual(expected);
  });

  it('is none where another proposal or none was accepted, and not there for others', async () => {
    const requestId = await market.opened();
    const { id: lost } = await market.propose(requestId, await market.trader());
    const { id: won } = await market.propose(requestId);
    const agreements = get(Agreements);
    const scope = await get(Memberships).scopes(market.client.who, 'pay');
    await expect(agreements.ofProposal(scope, won)).rejects.toEqual(code('PROPOSAL_NOT_ACCEPTED'));
    await market.accept(won);
    await expect(agreements.ofProposal(scope, lost)).rejects.toEqual(code('PROPOSAL_NOT_ACCEPTED'));
    await expect(agreements.agreement(lost)).rejects.toEqual(code('NOT_FOUND'));
    await expect(agreements.ofProposal(scope, randomUUID())).rejects.toEqual(code('NOT_FOUND'));
    for (const other of [await market.trader('client'), market.provider]) await expect(agreements.ofProposal(await get(Memberships).scopes(other.who, 'pay'), won)).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('the demo', () => {
  it('is laid out once, with an agreement that can be paid and a proposal that can be accepted', async () => {
    const lay = () => get(CreateDemoMarketplace).execute({ clientId: market.client.businessId, clientOwner: market.client.who.userId, providerId: market.provider.businessId, providerOwner: market.provider.who.userId });
    const { agreedProposalId, openProposalId } = await lay();
    const kept = () => Promise.all((['service_requests', 'proposals'] as const).map((name) => market.collection(name).find().toArray()));
    const before = await kept();
    await lay();
    expect(await kept()).toEqual(before);
    await market.relay();
    expect(await get(Agreements).agreement(agreedProposalId)).toMatchObject({ amount: 180_000, currency: 'USD', purchaseOrderNumber: 'HP-2026-0117', state: 'in_progress' });
    expect(await market.proposal(agreedProposalId)).toMatchObject({ state: 'accepted' });
    expect(await market.accept(openProposalId)).toMatchObject({ state: 'accepted' });
  });
});

describe('money', () => {
  const event = (requestId: string, type: string, amount: unknown, id: string = randomUUID()): RelayedEvent => ({ id: `payments:${id}:3:0`, type, at: new Date('2026-11-23T12:00:00Z'), actor: 'system', collection: 'payments', objectId: id, seq: 3, data: { serviceRequestId: requestId, proposalId: 'a proposal', amount: amount as number, currency: 'USD' } });
  const shown = async (requestId: string) => (await get(GetServiceRequest).execute(market.client.who, requestId)).payment.state;

  it('that was taken or given back is shown, in whatever order and however often it is told', async () => {
    const captured = (id: string) => event(id, 'payment.captured', 240_000, 'one');
    const some = (id: string) => event(id, 'payment.refunded', 40_000, 'two');
    const rest = (id: string) => event(id, 'payment.refunded', 200_000, 'three');
    for (const order of [[captured, some, rest], [rest, captured, some], [some, rest, captured, captured, some]]) {
      const { requestId } = await market.agreed();
      expect(await shown(requestId)).toBe('none');
      for (const told of order) await market.tell(told(requestId));
      expect(await shown(requestId)).toBe('refunded');
      expect(Object.keys((await market.raw('service_requests', requestId))['payments'] as object)).toHaveLength(3);
    }
  });

  it('that a bank sends back is refunded no more; a refund that never succeeded changes nothing', async () => {
    const { requestId } = await market.agreed();
    const failed = (id: string, hadSucceeded: boolean) => ({ ...event(requestId, 'payment.refund_failed', 240_000, id), data: { ...event(requestId, '', 240_000).data, hadSucceeded } });
    await market.tell(event(requestId, 'payment.captured', 240_000, 'one'));
    await market.tell(event(requestId, 'payment.refunded', 240_000, 'two'));
    await market.tell(failed('three', false));
    expect(await shown(requestId)).toBe('refunded');
    await market.tell(failed('four', true));
    expect(await shown(requestId)).toBe('paid');
  });

  it('is noted once of ten tellings at once', async () => {
    const { requestId } = await market.agreed();
    const one = event(requestId, 'payment.captured', 240_000);
    const before = (await market.raw('service_requests', requestId)).v;
    await Promise.all(Array.from({ length: 10 }, () => market.tell(one)));
    expect([await shown(requestId), (await market.raw('service_requests', requestId)).v]).toEqual(['paid', before + 1]);
  });

  it.each([0, -1, 1.5, '240000', undefined])('of the amount %p is a mistake that no further try mends', async (amount) => {
    const { requestId } = await market.agreed();
    await expect(get(NotePayments).handle(event(requestId, 'payment.captured', amount))).rejects.toMatchObject({ name: 'Hopeless' });
  });

  it('comes to a state', () => {
    const at = new Date(1);
    const later = new Date(2);
    expect(paymentStatus()).toEqual({ state: 'none' });
    expect(paymentStatus({ a: { kind: 'captured', amount: 5, at } })).toEqual({ state: 'paid', at });
    expect(paymentStatus({ b: { kind: 'refunded', amount: 5, at: later } })).toEqual({ state: 'partly_refunded', at: later });
    const whole = { b: { kind: 'refunded', amount: 5, at: later }, a: { kind: 'captured', amount: 5, at } } as const;
    expect(paymentStatus(whole)).toEqual({ state: 'refunded', at: later });
    expect(paymentStatus({ ...whole, c: { kind: 'returned', amount: 5, at: later } })).toEqual({ state: 'paid', at: later });
    expect(paymentStatus({ ...whole, c: { kind: 'returned', amount: 2, at: later } })).toEqual({ state: 'partly_refunded', at: later });
  });
});

describe('letters', () => {
  const REASON = 'It is not what we agreed on.';

  it('go to the owner of the other firm, once each, with nothing of the matter in the subject', async () => {
    const queue = jest.spyOn(get(Mailer), 'queue');
    const requestId = await market.opened({ title: 'Confidential matter' });
    await market.propose(requestId, await market.trader());
    const { id } = await market.propose(requestId);
    await market.accept(id);
    const deliver = () => get(DeliverWork).execute(market.provider.who, requestId, { note: 'The plan.', links: [] });
    await deliver();
    await get(RequestChanges).execute(market.client.who, requestId, REASON);
    await get(OpenDispute).execute(market.provider.who, requestId, REASON);
    const admin = { ...market.client.who, userId: randomUUID(), roles: ['admin'] as const };
    await get(ResolveDispute).execute(admin, requestId, { outcome: 'in_progress', ruling: 'Please go on.' });
    await deliver();
    await get(CompleteServiceRequest).execute(market.client.who, requestId);
    await market.relay();
    const [client, provider] = [market.firms.person('client').email, market.firms.person('provider').email];
    const mails = queue.mock.calls.map(([mail]) => mail);
    queue.mockRestore();
    const sent = (to: string) => mails.filter((mail) => mail.to === to).map(({ subject }) => subject).sort();
    expect(sent(client)).toEqual(['A dispute was opened about a service request', 'A new proposal for your service request', 'A new proposal for your service request', 'The dispute about a service request is resolved', 'Work was delivered to you', 'Work was delivered to you']);
    expect(sent(provider)).toEqual(['Changes to your delivery are asked for', 'The dispute about a service request is resolved', 'Your proposal was accepted', 'Your work was accepted']);
    expect(new Set(mails.map((mail) => mail.id)).size).toBe(mails.length);
    for (const { subject, paragraphs } of mails) {
      expect(subject).not.toMatch(/Confidential|Harbor|Plumb Advice/);
      expect(paragraphs.join(' ')).toContain('Confidential matter');
      expect(paragraphs.join(' ')).not.toContain(REASON);
    }
  });

  it('tell whoever was not chosen', async () => {
    const queue = jest.spyOn(get(Mailer), 'queue');
    const requestId = await market.opened();
    await market.propose(requestId);
    await market.accept((await market.propose(requestId, await market.trader())).id);
    await market.relay();
    const subjects = queue.mock.calls.filter(([{ to }]) => to === market.firms.person('provider').email).map(([{ subject }]) => subject);
    queue.mockRestore();
    expect(subjects).toEqual(['Your proposal was not chosen']);
  });
});
