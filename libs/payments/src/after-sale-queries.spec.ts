import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { profiled, type ProfiledOperation } from '../../../test/fixtures/firms.js';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import { InvoicesRepository } from './data/invoices.repository.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { ListPayouts } from './use-cases/list-payouts.js';
import { PayoutAccounts } from './use-cases/payout-accounts.js';
import { ScheduleTransfer } from './use-cases/schedule-transfer.js';
import { SendTransfers } from './use-cases/send-transfers.js';

const NEVER = new AbortController().signal;
const ACCOUNT = { accountId: 'acct_nobody', transfersActive: true, payoutsEnabled: true, requirements: [] };

let world: PaymentsWorld;
let desk: AfterSaleDesk;

/** Payments that are of no interest to what is looked for; what examines them examines too many. */
const CROWD = 300;
const UNIQUE = ['live', 'intentId', 'chargeId'];

beforeAll(async () => {
  world = await PaymentsWorld.open({ env: { TRANSFER_HOLD_HOURS: '72' } });
  desk = new AfterSaleDesk(world);
  const { id, proposalId } = await desk.captured('pm_card_visa', 'completed');
  await desk.relay();
  const stored = (await world.collection('payments').findOne({ _id: id })) ?? {};
  const like = Object.fromEntries(Object.entries(stored).filter(([member]) => !UNIQUE.includes(member)));
  const crowd = Array.from({ length: CROWD }, (_, place) => ({ ...like, _id: `${id}-${place}`, proposalId: `${proposalId}-${place}`, providerBusinessId: `other-${place}` }));
  await world.firms.database.db.collection<{ _id: string }>('payments').insertMany(crowd);
}, 60_000);
afterAll(() => world.close());

const reads = async (work: () => Promise<unknown>, collection: string): Promise<readonly ProfiledOperation[]> => (await profiled(world.firms.database, work, collection)).filter(({ op }) => op === 'query');

describe('what is asked of the database behind a sale looks at what it needs alone', () => {
  it.each<[string, string, string, () => Promise<unknown>]>([
    ['transfers that are due', 'payments', 'transfer.dueAt', () => world.get(SendTransfers).execute(NEVER)],
    ['what a provider earns', 'payments', 'providerBusinessId', () => world.get(ListPayouts).execute(world.provider.who, { limit: 20 })],
    ['the payment of work that was accepted', 'payments', 'proposalId', () => world.get(ScheduleTransfer).whenAccepted('nobody', new Date())],
    ['the last number of a year', 'invoices', 'year', () => world.get(InvoicesRepository).lastOf(new Date().getUTCFullYear())],
    ['the invoice of a payment', 'invoices', 'paymentId', () => world.get(InvoicesRepository).ofPayment('nobody')],
    ['whose account an event is about', 'payout_accounts', 'accountId', () => world.get(PayoutAccounts).observe(ACCOUNT)],
  ])('%s', async (_what, collection, member, work) => {
    const [read, ...others] = await reads(work, collection);
    expect(others).toEqual([]);
    expect(read?.planSummary).toMatch(new RegExp(`^IXSCAN \\{ '?${member.replace('.', '\\.')}`));
    expect(read?.docsExamined).toBeLessThanOrEqual(1);
  });
});
