import { randomUUID } from 'node:crypto';
import type { OperationId, Role } from '@plumbline/common';
import { eventually } from '../fixtures/eventually.js';
import type { Person } from '../fixtures/people.js';
import type { Arranged, OperationFixture } from './arranging.js';
import { sender } from './marketplace-fixtures.js';
import { paid } from './payment-fixtures.js';
import type { World } from './world.js';

type Paid = Awaited<ReturnType<typeof paid>>;

interface Seen {
  readonly state: string;
  readonly disputes: readonly { readonly id: string }[];
}

/** A payment that the system has brought so far. */
async function paidUntil(world: World, isSo: (seen: Seen) => boolean, card?: string): Promise<{ readonly one: Paid; readonly seen: Seen }> {
  const one = await paid(world, card);
  let seen: Seen | undefined;
  await eventually(async () => {
    seen = (await world.people.as(one.asker, 'GET', `/api/v1/payments/${one.paymentId}`)).json as Seen;
    return isSo(seen);
  }, 20_000);
  return { one, seen: seen as Seen };
}

const captured = async (world: World): Promise<Paid> => (await paidUntil(world, ({ state }) => state === 'captured')).one;

async function looking(world: World, role: Role): Promise<Arranged> {
  const one = await captured(world);
  return { as: sender(one, role), params: { paymentId: one.paymentId } };
}

const steppedUp = (world: World, person: Person): Promise<Person> => world.people.steppedUp(person);

async function refunding(world: World, role: Role): Promise<Arranged> {
  const one = await captured(world);
  const as = await steppedUp(world, role === 'admin' ? await world.admin : one.seller);
  return { as, params: { paymentId: one.paymentId }, headers: { 'idempotency-key': randomUUID() }, body: { amount: 10_000, reason: 'requested_by_customer' } };
}

async function answering(world: World): Promise<Arranged> {
  const { one, seen } = await paidUntil(world, ({ disputes }) => disputes.length > 0, 'pm_card_createDispute');
  return { as: one.seller, params: { paymentId: one.paymentId, disputeId: seen.disputes[0]?.id ?? '' }, body: { text: 'The plan was delivered on 3 November and accepted two days later.' } };
}

async function provider(world: World): Promise<{ readonly as: Person; readonly businessId: string }> {
  const as = await world.person('provider', 'payee');
  return { as, businessId: await world.businessOf(as) };
}

/** What comes behind a capture. */
export const AFTER_SALE_FIXTURES: Readonly<Partial<Record<OperationId, OperationFixture>>> = {
  'payments.refund': { arrange: refunding },
  'payments.answerDispute': { arrange: answering },
  'payments.getLedger': { arrange: looking },
  'payments.receipt': { arrange: looking },
  'payouts.startOnboarding': {
    ids: { body: 'businessId' },
    arrange: async (world) => {
      const { as, businessId } = await provider(world);
      return { as: await steppedUp(world, as), body: { businessId } };
    },
  },
  'payouts.getAccount': {
    ids: { query: 'businessId' },
    arrange: async (world) => {
      const { as, businessId } = await provider(world);
      return { as, query: { businessId } };
    },
  },
  'payouts.list': {
    ids: { query: 'businessId' },
    arrange: async (world) => {
      const { seller: as, providerId } = await captured(world);
      return { as, query: { businessId: providerId, limit: '5' } };
    },
  },
};
