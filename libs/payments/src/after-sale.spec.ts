import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '@plumbline/config';
import { balanceOf } from './domain/ledger.js';
import { type Payment, refundable } from './domain/payment.js';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import { eventually } from '../../../test/fixtures/eventually.js';
import { isOpen } from './domain/operations.js';
import { SettleOperations } from './use-cases/settle-operations.js';
import { ScheduleTransfers } from './jobs/schedule-transfers.js';
import { CheckJournalJob } from './jobs/check-journal.job.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { owedToProvider } from './domain/transfers.js';
import { AnswerBank } from './use-cases/answer-bank.js';
import { CompareBalance } from './use-cases/books/compare-balance.js';
import { CheckJournal } from './use-cases/books/check-journal.js';
import { GetLedger } from './use-cases/get-ledger.js';
import { GetPayoutAccount } from './use-cases/get-payout-account.js';
import { GetReceipt } from './use-cases/get-receipt.js';
import { ListPayouts } from './use-cases/list-payouts.js';
import { ReadPaymentState } from './use-cases/payment-state.js';
import { PaymentSwitches } from './use-cases/payment-switches.js';
import { PayoutAccounts } from './use-cases/payout-accounts.js';
import { ProjectLedger } from './use-cases/project-ledger.js';
import { RefundPayment } from './use-cases/refund-payment.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;
const total = ({ ledger }: Payment): number => ledger.flatMap(({ postings }) => postings).reduce((sum, { amount }) => sum + amount, 0);

let world: PaymentsWorld;
let desk: AfterSaleDesk;

beforeAll(async () => {
  world = await PaymentsWorld.open({ env: { TRANSFER_HOLD_HOURS: '72' } });
  desk = new AfterSaleDesk(world);
}, 60_000);
afterAll(() => world.close());

const refund = (paymentId: string, amount: number, who = world.provider.who) => world.get(RefundPayment).execute(who, paymentId, { amount, reason: 'requested_by_customer' });
const chargesRefunded = async ({ chargeId }: Payment): Promise<number> => (await world.emulator.stripe.charges.retrieve(chargeId as string)).amount_refunded;
const payout = async (paymentId: string) => (await world.get(ListPayouts).execute(world.provider.who, { limit: 100 })).items.find((one) => one.paymentId === paymentId);
/** Time goes on, here and at the processor. */
const hours = async (count: number): Promise<void> => {
  world.forward(count * HOUR_MS);
  await world.emulator.post('clock', { advance: `${count}h` });
};
const transfersOf = async (paymentId: string) => (await world.emulator.stripe.transfers.list({ transfer_group: paymentId })).data;

describe('a refund', () => {
  it('goes back in parts, each with its part of the fee, by the provider or an admin', async () => {
    const { id, amount, fee } = await desk.captured();
    const first = await refund(id, 100_001);
    expect(first.refund).toMatchObject({ amount: 100_001, state: 'succeeded', requestedBy: world.provider.who.userId });
    await refund(id, amount - 100_001, world.firms.as('admin'));
    const payment = await world.payment(id);
    expect([refundable(payment), await chargesRefunded(payment), total(payment)]).toEqual([0, amount, 0]);
    expect(payment.refunds.reduce((sum, one) => sum + one.fee, 0)).toBe(fee);
    expect([balanceOf(payment.ledger, 'provider'), balanceOf(payment.ledger, 'fees')].map((sum) => sum + 0)).toEqual([0, 0]);
    await expect(refund(id, 1)).rejects.toEqual(code('REFUND_TOO_LARGE'));
  });

  it('is not the client\'s to give, nor a stranger\'s', async () => {
    const { id } = await desk.captured();
    await expect(refund(id, 1, world.client.who)).rejects.toEqual(code('NOT_FOUND'));
    await expect(refund(id, 1, world.firms.as('provider'))).rejects.toEqual(code('NOT_FOUND'));
    await expect(refund(randomUUID(), 1)).rejects.toEqual(code('NOT_FOUND'));
    expect((await world.payment(id)).refunds).toEqual([]);
  });

  it('is nobody\'s to give, as an admin, to or from a firm of their own', async () => {
    const { id } = await desk.captured();
    for (const { who } of [world.client, world.provider]) await expect(refund(id, 1, { ...who, roles: ['admin'] })).rejects.toEqual(code('CONFLICT_OF_INTEREST'));
    expect((await world.payment(id)).refunds).toEqual([]);
  });

  it('50 at once never give back more than was captured (vendure#2912)', async () => {
    const { id, amount } = await desk.captured();
    const each = Math.floor(amount / 7);
    const asked = await Promise.allSettled(Array.from({ length: 50 }, () => refund(id, each)));
    const given = asked.filter(({ status }) => status === 'fulfilled');
    const payment = await world.payment(id);
    expect(given).toHaveLength(7);
    expect(asked.filter(({ status }) => status === 'rejected').map((one) => (one as PromiseRejectedResult).reason as unknown)).toEqual(Array.from({ length: 43 }, () => code('REFUND_TOO_LARGE')));
    expect([payment.refundReserved, await chargesRefunded(payment), total(payment)]).toEqual([7 * each, 7 * each, 0]);
  }, 60_000);

  it('that the bank sends back is reserved no longer, and booked back', async () => {
    const { id, amount } = await desk.captured('pm_card_refundFail');
    const { refund: made } = await refund(id, 10_000);
    expect(['pending', 'succeeded']).toContain(made.state);
    await world.emulator.post('clock', { advance: '1d' });
    await desk.hear();
    const payment = await world.payment(id);
    expect(payment.refunds).toMatchObject([{ state: 'failed' }]);
    expect([refundable(payment), total(payment), owedToProvider(payment)]).toEqual([amount, 0, amount - payment.fee]);
  });

  it.each([
    ['drop', { action: 'drop' as const, times: 2 }],
    ['reset', { action: 'reset' as const, times: 2 }],
    ['500 that was executed', { action: 'error' as const, status: 500, executed: true, times: 2 }],
    ['429', { action: 'error' as const, status: 429, times: 2 }],
  ])('whose answer is lost (%s) is given once', async (_what, fault) => {
    const { id } = await desk.captured();
    await world.emulator.fault({ method: 'POST', path: '/v1/refunds', ...fault });
    const { refund: made } = await refund(id, 5_000);
    expect(['pending', 'succeeded']).toContain(made.state);
    await eventually(async () => {
      world.forward(20_000);
      await world.get(SettleOperations).execute(NEVER);
      await desk.hear();
      expect((await world.payment(id)).operations.filter(isOpen)).toEqual([]);
    });
    const payment = await world.payment(id);
    expect([payment.refundReserved, await chargesRefunded(payment), total(payment)]).toEqual([5_000, 5_000, 0]);
    expect(payment.refunds).toMatchObject([{ state: 'succeeded' }]);
  });
});

describe('a provider', () => {
  it('is vetted by the processor before anything goes', async () => {
    const { who, businessId } = world.provider;
    expect(await world.get(GetPayoutAccount).execute(who, businessId)).toMatchObject({ state: 'none' });
    const { id } = await desk.captured('pm_card_visa', 'completed');
    await desk.relay();
    await hours(73);
    await desk.send();
    expect(await payout(id)).toMatchObject({ state: 'waiting', waitsFor: 'account' });
    expect(await transfersOf(id)).toEqual([]);

    await desk.onboarded();
    await desk.relay();
    expect(await world.get(GetPayoutAccount).execute(who, businessId)).toEqual({ businessId, state: 'ready', transfersActive: true, payoutsEnabled: true, requirements: [], disabledReason: null });
    await desk.send();
    const payment = await world.payment(id);
    expect(await payout(id)).toMatchObject({ state: 'paid', amount: payment.amount - payment.fee, waitsFor: null });
    expect(await transfersOf(id)).toMatchObject([{ amount: payment.amount - payment.fee, source_transaction: payment.chargeId }]);
    expect(owedToProvider(payment)).toBe(0);
    await desk.send();
    expect(await transfersOf(id)).toHaveLength(1);
  });

  it('is told when the processor wants more or pays no longer, and waits meanwhile', async () => {
    const { businessId, who } = world.provider;
    const { accountId } = (await world.collection('payout_accounts').findOne({ _id: businessId })) as unknown as { accountId: string };
    await world.emulator.post('accounts/requirements', { account: accountId, currentlyDue: ['individual.verification.document'] });
    await desk.hear();
    expect(desk.mails.at(-1)).toMatchObject({ to: `${businessId}@firms.test`, subject: 'The payment processor needs more from you' });
    await world.emulator.post('accounts/requirements', { account: accountId, pastDue: ['individual.verification.document'] });
    await desk.hear();
    expect(desk.mails.at(-1)).toMatchObject({ subject: 'Your payouts are on hold' });
    world.forward(3_000);
    expect(await world.get(GetPayoutAccount).execute(who, businessId)).toMatchObject({ state: 'restricted', requirements: ['individual.verification.document'] });
    await desk.onboarded();
  });

  it('is paid although nobody told that its account is ready again: it is asked for before a share waits', async () => {
    const { businessId } = world.provider;
    const { id } = await desk.captured('pm_card_visa', 'completed');
    await desk.relay();
    await hours(73);
    await world.collection('payout_accounts').updateOne({ _id: businessId }, { $set: { transfersActive: false } });
    await desk.send();
    expect(await payout(id)).toMatchObject({ state: 'paid' });
    expect((await world.get(PayoutAccounts).find(businessId))?.transfersActive).toBe(true);
  });

  it('is paid a hold behind the acceptance, in whatever order acceptance and capture are told', async () => {
    const before = await desk.captured();
    await desk.relay();
    expect(await payout(before.id)).toMatchObject({ state: 'waiting', waitsFor: 'acceptance', dueAt: null });
    const at = world.get(Clock).now();
    const { proposalId } = before;
    await world.get(ScheduleTransfers).handle({ id: 'x', type: 'service_request.completed', at, actor: 'a', data: { proposalId }, collection: 'service_requests', objectId: 'r', seq: 1 });
    expect(await payout(before.id)).toMatchObject({ state: 'waiting', waitsFor: 'hold', dueAt: new Date(at.getTime() + 72 * HOUR_MS).toISOString() });
    await desk.send();
    expect(await transfersOf(before.id)).toEqual([]);
    await hours(73);
    await desk.send();
    expect(await payout(before.id)).toMatchObject({ state: 'paid' });
  });
});

describe('a share that has gone', () => {
  const paid = async (card?: string): Promise<Payment> => {
    const { id } = await desk.captured(card, 'completed');
    await desk.relay();
    await hours(73);
    await desk.send();
    return world.payment(id);
  };

  it('is taken back in part behind a refund, once', async () => {
    const { id, fee, amount } = await paid();
    await refund(id, amount / 2);
    await desk.relay();
    await desk.relay();
    const payment = await world.payment(id);
    expect(payment.transfer).toMatchObject({ state: 'paid', reversed: (amount - fee) / 2 });
    expect((await transfersOf(id))[0]?.amount_reversed).toBe((amount - fee) / 2);
    expect([owedToProvider(payment), total(payment)]).toEqual([0, 0]);
    expect(await payout(id)).toMatchObject({ owed: 0, reversed: (amount - fee) / 2 });
  });

  it('goes again when the bank sends back the refund for which it was taken', async () => {
    const { id, fee, amount } = await paid('pm_card_refundFail');
    await refund(id, amount / 2);
    await desk.relay();
    expect((await world.payment(id)).transfer?.reversed).toBe((amount - fee) / 2);
    await hours(24 * 8);
    await desk.hear();
    expect(await payout(id)).toMatchObject({ state: 'waiting', amount: (amount - fee) * 1.5 });
    await desk.send();
    const payment = await world.payment(id);
    expect([payment.transfer?.state, payment.transfer?.sent.length, owedToProvider(payment), total(payment)]).toEqual(['paid', 2, 0, 0]);
    expect((await transfersOf(id)).reduce((sum, one) => sum + one.amount - one.amount_reversed, 0)).toBe(amount - fee);
  });

  it('is taken back behind a lost dispute, and both firms are told', async () => {
    const { id, chargeId, amount, fee } = await paid();
    await world.emulator.post('disputes', { charge: chargeId });
    await desk.hear();
    const disputed = await world.payment(id);
    expect(disputed).toMatchObject({ disputed: amount, disputes: [{ state: 'open', reason: 'fraudulent' }] });
    expect(desk.mails.at(-1)).toMatchObject({ to: `${world.provider.businessId}@firms.test`, subject: 'A bank disputes a payment to you' });
    await expect(refund(id, 1)).rejects.toEqual(code('REFUND_TOO_LARGE'));
    const [dispute] = disputed.disputes;
    const answer = await world.get(AnswerBank).execute(world.provider.who, id, dispute!.id, 'losing_evidence');
    expect(answer.answeredAt).toBeInstanceOf(Date);
    await expect(world.get(AnswerBank).execute(world.provider.who, id, dispute!.id, 'losing_evidence')).rejects.toEqual(code('STATE_CONFLICT'));
    await desk.hear();
    await desk.relay();
    const lost = await world.payment(id);
    expect(lost.disputes).toMatchObject([{ state: 'lost' }]);
    expect([owedToProvider(lost), total(lost), lost.transfer?.reversed]).toEqual([0, 0, amount - fee]);
    expect(desk.mails.slice(-2).map(({ to, subject }) => ({ to, subject }))).toEqual([world.client, world.provider].map(({ businessId }) => ({ to: `${businessId}@firms.test`, subject: 'The bank has decided a dispute' })));
    const stored = await world.collection('payments').findOne({ _id: id });
    expect(JSON.stringify(stored)).not.toContain('losing_evidence');
  });
});

describe('a share that has not gone', () => {
  it('stops for a dispute and goes when it is won', async () => {
    const { id } = await desk.captured('pm_card_createDispute', 'completed');
    await desk.hear();
    expect(await payout(id)).toMatchObject({ state: 'stopped', waitsFor: 'dispute' });
    const [dispute] = (await world.payment(id)).disputes;
    await world.get(AnswerBank).execute(world.provider.who, id, dispute!.id, 'winning_evidence');
    await desk.hear();
    expect(await payout(id)).toMatchObject({ state: 'waiting', waitsFor: 'hold' });
  });

  it('waits thirty days behind an early-fraud warning', async () => {
    const { id } = await desk.captured('pm_card_createIssuerFraudRecord', 'completed');
    await desk.hear();
    expect((await world.payment(id)).warnings).toMatchObject([{ actionable: true }]);
    await hours(80);
    await desk.send();
    expect(await payout(id)).toMatchObject({ state: 'waiting', waitsFor: 'fraud_warning' });
  });

  it('a refund and its transfer at once: each ends in its own place, and the books balance', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { id, amount, fee } = await desk.captured('pm_card_visa', 'completed');
      await desk.relay();
      await hours(73);
      await Promise.all([desk.send(), refund(id, amount / 4), refund(id, amount / 4)]);
      await hours(1);
      await desk.send();
      await desk.relay();
      const payment = await world.payment(id);
      const kept = (await transfersOf(id)).reduce((sum, one) => sum + one.amount - one.amount_reversed, 0);
      expect([owedToProvider(payment), total(payment), kept]).toEqual([0, 0, (amount - fee) / 2]);
    }
  }, 60_000);

  it('a refund and a dispute at once never add up to more than was captured by us', async () => {
    const { id, chargeId, amount } = await desk.captured();
    await Promise.all([world.emulator.post('disputes', { charge: chargeId }).then(() => desk.hear()), ...Array.from({ length: 10 }, () => refund(id, amount / 4).catch(() => undefined))]);
    await desk.hear();
    const payment = await world.payment(id);
    expect(payment.refundReserved).toBe(await chargesRefunded(payment));
    expect(payment.refundReserved).toBeLessThanOrEqual(amount);
    expect(total(payment)).toBe(0);
    await expect(refund(id, amount)).rejects.toEqual(code('REFUND_TOO_LARGE'));
  });
});

describe('the books', () => {
  it('of a payment are shown to both firms, and balance', async () => {
    const { id } = await desk.captured();
    const books = await world.get(GetLedger).execute(world.client.who, id);
    expect(books).toMatchObject({ balanced: true, currency: 'USD', entries: [{ seq: 1, kind: 'capture' }] });
    const whole = await world.get(GetLedger).execute(world.provider.who, id);
    expect([whole.balanced, whole.entries.map(({ kind }) => kind)]).toEqual([true, ['capture', 'processor_fee']]);
    await expect(world.get(GetLedger).execute(world.firms.as('client'), id)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('reach the journal once, however often they are copied, and the hourly comparison mends and names what is wrong', async () => {
    await desk.relay();
    const { id, ledger } = await desk.captured();
    expect(await world.get(ProjectLedger).execute(id, 1, 99)).toBe(ledger.length);
    expect(await world.get(ProjectLedger).execute(id, 1, 99)).toBe(0);
    const check = () => world.get(CheckJournal).execute([id]);
    expect(await check()).toEqual({ payments: 1, entries: ledger.length, mended: 0, findings: [] });
    const journal = world.collection('ledger_entries');
    await journal.deleteOne({ _id: `${id}:1` });
    await journal.updateOne({ _id: `${id}:2` }, { $set: { kind: 'refund' } });
    expect(await check()).toMatchObject({ mended: 1, findings: [{ paymentId: id, seq: 2, what: 'differs' }] });
    const hourly = () => world.get(CheckJournalJob).run({}, { signal: NEVER });
    await hourly();
    await hourly();
    const { differences, switches } = await world.get(ReadPaymentState).execute();
    expect(differences).toMatchObject([{ _id: `differs:${id}:2`, kind: 'differs', paymentId: id }]);
    expect(switches).toContainEqual(expect.objectContaining({ name: 'transfers', on: false, reason: 'ledger_difference' }));
    // What the balance at the processor has nothing to do with is not closed by comparing it.
    await world.get(CompareBalance).execute();
    expect((await world.get(ReadPaymentState).execute()).differences).toHaveLength(1);
    await journal.updateOne({ _id: `${id}:2` }, { $set: { kind: ledger[1]?.kind } });
    await hourly();
    expect((await world.get(ReadPaymentState).execute()).differences).toEqual([]);
    await world.get(PaymentSwitches).set('transfers', true, 'The journal is right again.', 'an admin');
  });
});

it('a receipt carries its invoice at once, and none is made of what was not captured', async () => {
  const { id } = await desk.captured();
  const { invoice, side } = await world.get(GetReceipt).execute(world.provider.who, id);
  expect([side, invoice.number]).toEqual(['provider', expect.stringMatching(/^PL-\d{4}-\d{6}$/)]);
  expect((await world.payment(id)).invoiceNumber).toBe(invoice.number);
  expect((await world.get(GetReceipt).execute(world.client.who, id)).invoice.number).toBe(invoice.number);
});
