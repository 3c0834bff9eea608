import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Jobs } from '@plumbline/jobs';
import { runInRequest } from '@plumbline/observability';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import type { Payment } from './domain/payment.js';
import { owedToProvider, REFUSED_REVERSALS } from './domain/transfers.js';
import { TakeBackLater } from './jobs/take-back-shares.js';
import { interceptProcessor, PaymentsWorld } from './payments-world.fixture.js';
import { AnswerBank } from './use-cases/answer-bank.js';
import { GetPayoutAccount } from './use-cases/get-payout-account.js';
import { ListPayouts } from './use-cases/list-payouts.js';
import { PaymentProcessor, ProcessorRefusal, ProcessorSilence } from './use-cases/payment-processor.js';
import { PaymentSwitches } from './use-cases/payment-switches.js';
import { RefundPayment } from './use-cases/refund-payment.js';
import { LookAtAccount } from './use-cases/look-at-account.js';
import { PayoutAccounts } from './use-cases/payout-accounts.js';
import { StartOnboarding } from './use-cases/start-onboarding.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const HOUR_MS = 3_600_000;

let world: PaymentsWorld;
let desk: AfterSaleDesk;
const enqueued: { readonly name: string; readonly data: unknown; readonly key: string | undefined; readonly at: Date | undefined }[] = [];

beforeAll(async () => {
  world = await PaymentsWorld.open({ env: { TRANSFER_HOLD_HOURS: '0' } });
  desk = new AfterSaleDesk(world);
  world.get(Jobs).enqueue = (name, data, { key, at } = {}) => {
    enqueued.push({ name, data, key, at });
    return Promise.resolve();
  };
}, 60_000);
afterAll(() => world.close());

const refund = (paymentId: string, amount: number) => world.get(RefundPayment).execute(world.provider.who, paymentId, { amount, reason: 'quality' });
const payout = async (paymentId: string) => (await world.get(ListPayouts).execute(world.provider.who, { limit: 100 })).items.find((one) => one.paymentId === paymentId);

/** Runs `work` while the processor fails at one of its methods. */
async function failing<T>(method: keyof PaymentProcessor, error: Error, work: () => Promise<T>): Promise<T> {
  const restore = interceptProcessor(world.get(PaymentProcessor), (called) => {
    if (called === method) throw error;
  });
  try {
    return await work();
  } finally {
    restore();
  }
}

describe('an account', () => {
  const { start, read } = {
    start: () => world.get(StartOnboarding).execute(world.provider.who, world.provider.businessId),
    read: () => world.get(GetPayoutAccount).execute(world.provider.who, world.provider.businessId),
  };

  it('whose making nobody knows the outcome of is made once', async () => {
    await expect(failing('createAccount', new ProcessorSilence(true), start)).rejects.toEqual(code('DEPENDENCY_DOWN'));
    await expect(failing('createAccount', new ProcessorRefusal('platform_not_approved'), start)).rejects.toEqual(code('PROCESSOR_REFUSED'));
    await Promise.all([start(), start(), start()]);
    expect((await world.emulator.stripe.accounts.list()).data).toHaveLength(1);
  });

  it('is shown as it is known where the processor does not answer', async () => {
    world.forward(5_000);
    expect(await failing('readAccount', new ProcessorSilence(true), read)).toMatchObject({ state: 'incomplete', requirements: expect.arrayContaining(['external_account']) });
    await desk.onboarded();
    expect(await read()).toMatchObject({ state: 'ready' });
  });

  it('that is gone at the processor gets nothing, and onboarding makes another one', async () => {
    const { businessId, who } = world.provider;
    const { accountId } = (await world.get(PayoutAccounts).find(businessId)) as { readonly accountId: string };
    await world.emulator.stripe.accounts.del(accountId);
    // Nobody told us: it is found out where it is used, by five at once.
    await Promise.all(Array.from({ length: 5 }, start));
    const made = (await world.emulator.stripe.accounts.list()).data;
    expect(made).toHaveLength(1);
    expect(await world.get(PayoutAccounts).find(businessId)).toMatchObject({ accountId: made[0]?.id, transfersActive: false });
    const events = (await world.collection('payout_accounts').findOne({ _id: businessId }))?.['outbox'] as readonly { readonly type: string }[];
    expect(events.map(({ type }) => type).slice(-2)).toEqual(['payout_account.restricted', 'payout_account.created']);
    await desk.onboarded();
    expect(await read()).toMatchObject({ state: 'ready' });
    await world.emulator.stripe.accounts.del(made[0]?.id ?? '');
    await world.get(LookAtAccount).execute(made[0]?.id ?? '');
    expect(await world.get(GetPayoutAccount).execute(who, businessId)).toMatchObject({ state: 'restricted', disabledReason: 'account_gone' });
    await desk.onboarded();
    expect(await read()).toMatchObject({ state: 'ready' });
  });

  it('is nobody else\'s to see or to begin', async () => {
    const { businessId } = world.provider;
    await expect(world.get(GetPayoutAccount).execute(world.client.who, businessId)).rejects.toEqual(code('NOT_FOUND'));
    await expect(world.get(StartOnboarding).execute(world.client.who, businessId)).rejects.toEqual(code('NOT_FOUND'));
    await expect(world.get(ListPayouts).execute(world.client.who, { businessId, limit: 5 })).rejects.toEqual(code('NOT_FOUND'));
    expect((await world.get(ListPayouts).execute(world.client.who, { limit: 5 })).items).toEqual([]);
  });
});

describe('a transfer', () => {
  const due = async (): Promise<Payment> => {
    const payment = await desk.captured('pm_card_visa', 'completed');
    await desk.relay();
    return payment;
  };

  it('that is refused waits six hours, and is then sent once', async () => {
    const { id } = await due();
    await failing('transfer', new ProcessorRefusal('account_closed'), () => desk.send());
    expect(await payout(id)).toMatchObject({ state: 'waiting', waitsFor: 'refused' });
    await desk.send();
    expect(await payout(id)).toMatchObject({ state: 'waiting' });
    world.forward(6 * HOUR_MS);
    await desk.send();
    expect(await payout(id)).toMatchObject({ state: 'paid' });
  });

  it('waits while transfers are frozen', async () => {
    const { id } = await due();
    await world.get(PaymentSwitches).set('transfers', false, 'a difference', world.firms.as('admin').userId);
    await desk.send();
    expect(await payout(id)).toMatchObject({ state: 'waiting' });
    await world.get(PaymentSwitches).set('transfers', true, 'explained', world.firms.as('admin').userId);
    await desk.send();
    expect(await payout(id)).toMatchObject({ state: 'paid' });
  });

  it('that cannot be taken back is owed, asked for again each day, and taken when there is something', async () => {
    const { id, amount, fee } = await due();
    await desk.send();
    enqueued.length = 0;
    await failing('reverseTransfer', new ProcessorRefusal('balance_insufficient'), async () => {
      await refund(id, amount);
      await desk.relay();
    });
    expect(owedToProvider(await world.payment(id))).toBe(fee - amount);
    expect(await payout(id)).toMatchObject({ owed: amount - fee, reversed: 0 });
    expect(enqueued).toEqual([{ name: 'payments.take-back-later', data: { paymentId: id }, key: expect.stringMatching(`^payments:${id}:`), at: expect.any(Date) }]);
    expect(Number(enqueued[0]?.at) - Date.now()).toBeGreaterThan(23 * HOUR_MS);
    await world.get(TakeBackLater).run({ paymentId: id });
    expect(await payout(id)).toMatchObject({ owed: 0, reversed: amount - fee, state: 'reversed' });
  });

  it('that is refused to be taken back too often is left to people', async () => {
    const { id, amount } = await due();
    await desk.send();
    let asked = 0;
    const restore = interceptProcessor(world.get(PaymentProcessor), (called) => {
      if (called !== 'reverseTransfer') return;
      asked += 1;
      throw new ProcessorRefusal('balance_insufficient');
    });
    await refund(id, amount);
    for (let day = 0; day < REFUSED_REVERSALS + 5; day += 1) await world.get(TakeBackLater).run({ paymentId: id });
    restore();
    expect(asked).toBe(REFUSED_REVERSALS);
  });
});

describe('a refund', () => {
  const runOf = <T>(effectId: string, work: () => Promise<T>): Promise<T> =>
    runInRequest({ id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: null, effectId, abort: () => undefined, abortSignal: () => new AbortController().signal }, work);

  it('that is refused frees what it reserved, and says why', async () => {
    const { id } = await desk.captured();
    const { refund: refused, payment } = await failing('refund', new ProcessorRefusal('charge_disputed'), () => refund(id, 5_000));
    expect(refused).toMatchObject({ state: 'failed', failure: 'charge_disputed' });
    expect(payment.refundReserved).toBe(0);
  });

  it('under one Idempotency-Key is one, however its runs ended', async () => {
    const { id, chargeId } = await desk.captured();
    const key = randomUUID();
    const first = await failing('refund', new ProcessorSilence(true), () => runOf(key, () => refund(id, 5_000)));
    expect(first.refund.state).toBe('pending');
    const runs = await Promise.all(Array.from({ length: 5 }, () => runOf(key, () => refund(id, 5_000))));
    expect(new Set(runs.map((one) => one.refund.id))).toEqual(new Set([key]));
    expect((await world.payment(id)).refunds).toMatchObject([{ id: key, state: 'succeeded' }]);
    expect((await world.emulator.stripe.charges.retrieve(chargeId as string)).amount_refunded).toBe(5_000);
  });

  it('that was made in the processor\'s own dashboard is known when ours is refused for it', async () => {
    const { id, amount, chargeId } = await desk.captured();
    await world.emulator.stripe.refunds.create({ charge: chargeId as string });
    expect((await refund(id, amount)).refund.state).toBe('failed');
    const payment = await world.payment(id);
    expect(payment.refunds.map(({ state, requestedBy }) => [state, requestedBy])).toEqual([['failed', world.provider.who.userId], ['succeeded', 'processor']]);
    expect(payment.refundReserved).toBe(amount);
  });
});

it('an answer that the bank does not take is said so, and may be given again', async () => {
  const { id } = await desk.captured('pm_card_createDispute');
  await desk.hear();
  const [dispute] = (await world.payment(id)).disputes;
  const answer = () => world.get(AnswerBank).execute(world.provider.who, id, dispute!.id, 'It was delivered.');
  await expect(failing('answerDispute', new ProcessorRefusal('text_too_long'), answer)).rejects.toEqual(code('PROCESSOR_REFUSED'));
  expect((await answer()).answeredAt).toBeInstanceOf(Date);
  await expect(world.get(AnswerBank).execute(world.client.who, id, dispute!.id, 'It was not.')).rejects.toEqual(code('NOT_FOUND'));
});
