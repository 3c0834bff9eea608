import { randomUUID } from 'node:crypto';
import type { OperationId } from '@plumbline/common';
import { type Arranged, nothing, asSomebody, type OperationFixture } from './arranging.js';
import { agreed, type Answered, sender } from './marketplace-fixtures.js';
import type { World } from './world.js';

const PAYMENTS = '/api/v1/payments';
const DECLINED = 'pm_card_visa_chargeDeclined';
const TERMS_VERSION = '2026-11';

const underKey = (): Record<string, string> => ({ 'idempotency-key': randomUUID() });

function token({ service }: World, card?: string): Promise<string> {
  if (service.stripe === undefined) throw new Error('The service of the contract needs a Stripe emulator.');
  return service.stripe.token(card);
}

/** What pays for the offer of marketplace-fixtures.ts. */
async function order(world: World, { proposalId }: Answered, card?: string): Promise<Record<string, unknown>> {
  const billing = { name: 'Ada Lovell', email: 'ada@harborpine.example', country: 'US', postalCode: '04101' };
  return { proposalId, amount: 240_000, currency: 'USD', confirmationToken: await token(world, card), billing, termsVersion: TERMS_VERSION };
}

/** An agreement, and its payment. A declined one stays as it is; one that is authorised is captured by the system at any moment. */
export async function paid(world: World, card?: string, more: Record<string, unknown> = {}): Promise<Answered & { readonly paymentId: string }> {
  const one = await agreed(world);
  const { json } = await world.people.as(one.asker, 'POST', PAYMENTS, { ...(await order(world, one, card)), ...more }, underKey());
  return { ...one, paymentId: (json as { id: string }).id };
}

async function savedMethod(world: World): Promise<Arranged> {
  const one = await paid(world, 'pm_card_visa', { saveMethod: true });
  const { json } = await world.people.as(one.asker, 'GET', `${PAYMENTS}/saved-methods?businessId=${one.clientId}`);
  const [method] = (json as { items: { id: string }[] }).items;
  return { as: one.asker, params: { methodId: method?.id ?? '' }, query: { businessId: one.clientId } };
}

/** The checkout. */
export const PAYMENT_FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'payments.getConfig': { arrange: asSomebody },
  'payments.returnPage': { arrange: nothing },
  'payments.quote': { ids: { body: 'proposalId' }, arrange: async (world) => { const one = await agreed(world); return { as: one.asker, body: { proposalId: one.proposalId } }; } },
  'payments.create': { ids: { body: 'proposalId' }, arrange: async (world) => { const one = await agreed(world); return { as: one.asker, headers: underKey(), body: await order(world, one) }; } },
  'payments.confirm': {
    arrange: async (world) => {
      const one = await paid(world, DECLINED);
      return { as: one.asker, params: { paymentId: one.paymentId }, headers: underKey(), body: { confirmationToken: await token(world) } };
    },
  },
  'payments.cancel': { arrange: async (world) => { const one = await paid(world, DECLINED); return { as: one.asker, params: { paymentId: one.paymentId }, headers: underKey() }; } },
  'payments.list': {
    ids: { query: 'businessId' },
    arrange: async (world, role) => {
      const one = await paid(world, DECLINED);
      return { as: sender(one, role), query: { side: role === 'provider' ? 'provider' : 'client', businessId: role === 'provider' ? one.providerId : one.clientId, limit: '5' } };
    },
  },
  'payments.get': { arrange: async (world, role) => { const one = await paid(world, DECLINED); return { as: sender(one, role), params: { paymentId: one.paymentId } }; } },
  'payments.listSavedMethods': { ids: { query: 'businessId' }, arrange: async (world) => { const one = await paid(world, 'pm_card_visa', { saveMethod: true }); return { as: one.asker, query: { businessId: one.clientId } }; } },
  'payments.removeSavedMethod': { ids: { query: 'businessId' }, arrange: savedMethod },
};
