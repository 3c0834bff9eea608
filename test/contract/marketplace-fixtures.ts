import type { OperationId, Role } from '@plumbline/common';
import type { Person } from '../fixtures/people.js';
import { type Arranged, etagOf, type OperationFixture } from './arranging.js';
import type { World } from './world.js';

/** A firm that asks and one that sells; nobody belongs to both. */
interface Sides {
  readonly asker: Person;
  readonly seller: Person;
  readonly clientId: string;
  readonly providerId: string;
}
type Asked = Sides & { readonly serviceRequestId: string };
export type Answered = Asked & { readonly proposalId: string };

const REQUESTS = '/api/v1/service-requests';
const REASON = { reason: 'It is not what we agreed on.' };

async function sidesOf(world: World): Promise<Sides> {
  const [asker, seller] = await Promise.all([world.person('client', 'asker'), world.person('provider', 'seller')]);
  return { asker, seller, clientId: await world.businessOf(asker), providerId: await world.businessOf(seller) };
}

const idOf = ({ json }: { readonly json: unknown }): string => (json as { id: string }).id;
const wishOf = ({ clientId }: Sides) => ({ businessId: clientId, title: 'A quality plan', description: 'One that our shop can follow.', category: 'quality-management', budget: { max: 300_000, currency: 'USD' }, neededBy: '2099-03-31', purchaseOrderNumber: 'PO-7' });
const offerOf = ({ providerId }: Sides) => ({ providerBusinessId: providerId, amount: 240_000, currency: 'USD', scopeOfWork: 'A plan and two visits.', daysToDeliver: 21 });

async function drafted(world: World): Promise<Asked> {
  const sides = await sidesOf(world);
  return { ...sides, serviceRequestId: idOf(await world.people.as(sides.asker, 'POST', REQUESTS, wishOf(sides))) };
}

/** Goes on with what was arranged, by one request of one of the sides. */
const step = async <T extends Asked>(world: World, arranged: T, by: 'asker' | 'seller', action: string, body?: unknown): Promise<T> => {
  await world.people.as(arranged[by], 'POST', `${REQUESTS}/${arranged.serviceRequestId}/${action}`, body);
  return arranged;
};

const opened = async (world: World): Promise<Asked> => step(world, await drafted(world), 'asker', 'open');

async function answered(world: World): Promise<Answered> {
  const asked = await opened(world);
  return { ...asked, proposalId: idOf(await world.people.as(asked.seller, 'POST', `${REQUESTS}/${asked.serviceRequestId}/proposals`, offerOf(asked))) };
}

/** What two firms agreed on. */
export async function agreed(world: World): Promise<Answered> {
  const one = await answered(world);
  await world.people.as(one.asker, 'POST', `/api/v1/proposals/${one.proposalId}/accept`);
  return one;
}

const delivered = async (world: World): Promise<Answered> => step(world, await agreed(world), 'seller', 'deliver', { note: 'The plan.', links: [] });
const completed = async (world: World): Promise<Answered> => step(world, await delivered(world), 'asker', 'complete');
const disputed = async (world: World): Promise<Answered> => step(world, await agreed(world), 'asker', 'dispute', REASON);

/** Whoever of the two sides has the role. */
export const sender = ({ asker, seller }: Sides, role: Role): Person => (role === 'provider' ? seller : asker);
const ofRequest = (asked: Asked, as: Person, rest: Partial<Arranged> = {}): Arranged => ({ as, ...rest, params: { serviceRequestId: asked.serviceRequestId } });
const ofProposal = ({ proposalId }: Answered, as: Person): Arranged => ({ as, params: { proposalId } });

/** Service requests and proposals. */
export const MARKETPLACE_FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'serviceRequests.create': {
    ids: { body: 'businessId' },
    arrange: async (world) => {
      const sides = await sidesOf(world);
      return { as: sides.asker, body: wishOf(sides) };
    },
  },
  'serviceRequests.list': {
    ids: { query: 'businessId' },
    arrange: async (world, role) => {
      const one = await agreed(world);
      return { as: sender(one, role), query: { businessId: role === 'provider' ? one.providerId : one.clientId, side: role === 'provider' ? 'provider' : 'client', state: 'in_progress', limit: '5' } };
    },
  },
  'serviceRequests.listOpen': { arrange: async (world) => ({ as: (await opened(world)).seller, query: { category: 'quality-management', limit: '5' } }) },
  'serviceRequests.get': { owned: true, arrange: async (world, role) => { const one = await delivered(world); return ofRequest(one, sender(one, role)); } },
  'serviceRequests.update': {
    arrange: async (world) => {
      const one = await drafted(world);
      return ofRequest(one, one.asker, { headers: await etagOf(world, one.asker, `${REQUESTS}/${one.serviceRequestId}`), body: { purchaseOrderNumber: 'PO-8', neededBy: null } });
    },
  },
  'serviceRequests.open': { arrange: async (world) => { const one = await drafted(world); return ofRequest(one, one.asker); } },
  'serviceRequests.cancel': { arrange: async (world) => { const one = await opened(world); return ofRequest(one, one.asker); } },
  'serviceRequests.deliver': { arrange: async (world) => { const one = await agreed(world); return ofRequest(one, one.seller, { body: { note: 'The plan.', links: ['https://files.example.org/plan.pdf'] } }); } },
  'serviceRequests.requestChanges': { arrange: async (world) => { const one = await delivered(world); return ofRequest(one, one.asker, { body: REASON }); } },
  'serviceRequests.complete': { arrange: async (world) => { const one = await delivered(world); return ofRequest(one, one.asker); } },
  'serviceRequests.dispute': { arrange: async (world, role) => { const one = await agreed(world); return ofRequest(one, sender(one, role), { body: REASON }); } },
  'serviceRequests.resolveDispute': { arrange: async (world) => ofRequest(await disputed(world), await world.people.steppedUp(await world.admin), { body: { outcome: 'in_progress', ruling: 'Please add the chapter that was agreed.' } }) },
  'serviceRequests.listMessages': { ids: { query: 'providerBusinessId' }, arrange: async (world, role) => { const one = await answered(world); return ofRequest(one, sender(one, role), { query: { providerBusinessId: one.providerId, limit: '5' } }); } },
  'serviceRequests.postMessage': { ids: { body: 'providerBusinessId' }, arrange: async (world, role) => { const one = await answered(world); return ofRequest(one, sender(one, role), { body: { providerBusinessId: one.providerId, text: 'Could you come on a Tuesday?' } }); } },
  'serviceRequests.rate': { arrange: async (world, role) => { const one = await completed(world); return ofRequest(one, sender(one, role), { body: { stars: 5, comment: 'Clear and on time.' } }); } },
  'serviceRequests.listRatings': { arrange: async (world, role) => { const one = await completed(world); return ofRequest(await step(world, one, 'asker', 'ratings', { stars: 5, comment: 'Clear and on time.' }), sender(one, role)); } },

  'proposals.create': { ids: { body: 'providerBusinessId' }, arrange: async (world) => { const one = await opened(world); return ofRequest(one, one.seller, { body: offerOf(one) }); } },
  'proposals.list': {
    ids: { query: 'businessId' },
    arrange: async (world, role) => {
      const one = await answered(world);
      return { as: sender(one, role), query: { serviceRequestId: one.serviceRequestId, businessId: role === 'provider' ? one.providerId : one.clientId, side: role === 'provider' ? 'provider' : 'client', limit: '5' } };
    },
  },
  'proposals.get': { arrange: async (world, role) => { const one = await answered(world); return ofProposal(one, sender(one, role)); } },
  'proposals.accept': { arrange: async (world) => { const one = await answered(world); return ofProposal(one, one.asker); } },
  'proposals.decline': { arrange: async (world) => { const one = await answered(world); return ofProposal(one, one.asker); } },
  'proposals.withdraw': { arrange: async (world) => { const one = await answered(world); return ofProposal(one, one.seller); } },
};
