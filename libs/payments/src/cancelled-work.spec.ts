import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Clock } from '@plumbline/config';
import { Jobs } from '@plumbline/jobs';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import type { Payment } from './domain/payment.js';
import { CANCELLED_WORK_REFUNDS } from './domain/refunds.js';
import { FollowCancellations, RefundCancelledWorkLater } from './jobs/follow-cancellations.js';
import { interceptProcessor, PaymentsWorld } from './payments-world.fixture.js';
import { AnswerBank } from './use-cases/answer-bank.js';
import { PaymentProcessor, ProcessorRefusal } from './use-cases/payment-processor.js';
import { ReadPaymentState } from './use-cases/payment-state.js';
import { RefundPayment } from './use-cases/refund-payment.js';

const HOUR_MS = 3_600_000;
const LATER = 'payments.refund-cancelled-work-later';
interface Enqueued { readonly name: string; readonly data: { readonly paymentId: string; readonly proposalId: string }; readonly key: string | undefined; readonly at: Date | undefined }

let world: PaymentsWorld;
let desk: AfterSaleDesk;
const enqueued: Enqueued[] = [];
beforeAll(async () => {
  world = await PaymentsWorld.open();
  desk = new AfterSaleDesk(world);
  world.get(Jobs).enqueue = (name, data, { key, at } = {}) => {
    enqueued.push({ name, data: data as Enqueued['data'], key, at });
    return Promise.resolve();
  };
}, 60_000);
beforeEach(() => void enqueued.splice(0));
afterAll(() => world.close());

const refund = (paymentId: string, amount: number, who = world.provider.who) => world.get(RefundPayment).execute(who, paymentId, { amount, reason: 'quality' });

/** An admin rules that the work is cancelled; what follows is done. */
async function cancelled({ proposalId }: Payment): Promise<void> {
  world.agree({ proposalId, state: 'cancelled' });
  await world.get(FollowCancellations).handle({ id: 'e', type: 'service_request.cancelled', at: new Date(), actor: 'admin', data: { proposalId }, collection: 'service_requests', objectId: 'r', seq: 9 });
  await desk.relay();
}

/** Time goes on, here and at the processor, and what it says meanwhile is heard. */
async function hours(count: number): Promise<void> {
  world.forward(count * HOUR_MS);
  await world.emulator.post('clock', { advance: `${count}h` });
  await desk.hear();
}

/** Runs what was put off. @returns how many. */
async function later(): Promise<number> {
  const jobs = enqueued.splice(0).filter(({ name }) => name === LATER);
  for (const { data } of jobs) await world.get(RefundCancelledWorkLater).run(data);
  await desk.relay();
  return jobs.length;
}

async function whileRefused<T>(code: string, work: () => Promise<T>): Promise<T> {
  const restore = interceptProcessor(world.get(PaymentProcessor), (called) => {
    if (called === 'refund') throw new ProcessorRefusal(code);
  });
  try {
    return await work();
  } finally {
    restore();
  }
}

const statesOf = async ({ id }: Payment) => (await world.payment(id)).refunds.map(({ state, amount }) => [state, amount]);
const shownOf = async ({ id }: Payment) => (await world.get(ReadPaymentState).execute()).shares.filter(({ paymentId }) => paymentId === id);

it('a refund that is refused is tried again a day later', async () => {
  const payment = await desk.captured();
  await desk.relay();
  await whileRefused('balance_insufficient', () => cancelled(payment));
  expect(await statesOf(payment)).toEqual([['failed', payment.amount]]);
  expect(enqueued).toEqual([{ name: LATER, data: { paymentId: payment.id, proposalId: payment.proposalId }, key: expect.stringContaining(payment.id), at: expect.any(Date) }]);
  expect(Number(enqueued[0]?.at) - world.get(Clock).now().getTime()).toBeGreaterThan(23 * HOUR_MS);
  await later();
  expect(await statesOf(payment)).toEqual([['failed', payment.amount], ['succeeded', payment.amount]]);
});

it('one that fails too often is left to people, who see it until they have given the money back', async () => {
  const payment = await desk.captured();
  await whileRefused('charge_not_refundable', async () => {
    await cancelled(payment);
    for (let day = 1; day <= CANCELLED_WORK_REFUNDS + 2; day += 1) await later();
  });
  expect(await statesOf(payment)).toHaveLength(CANCELLED_WORK_REFUNDS);
  const shown = [{ paymentId: payment.id, trouble: 'refund_given_up', providerBusinessId: payment.providerBusinessId, currency: 'USD', amount: payment.amount }];
  expect(await shownOf(payment)).toEqual(shown);
  const outbox = (await world.collection('payments').findOne({ _id: payment.id }))?.['outbox'] as { readonly type: string }[];
  expect(outbox.filter(({ type }) => type === 'payment.refund_given_up')).toHaveLength(1);

  await refund(payment.id, 1_000);
  expect(await shownOf(payment)).toEqual([{ ...shown[0], amount: payment.amount - 1_000 }]);
  await refund(payment.id, payment.amount - 1_000, world.firms.as('admin'));
  expect(await shownOf(payment)).toEqual([]);
});

it('one that the bank sends back is tried again, and so is a part that was under way before', async () => {
  const payment = await desk.captured('pm_card_pendingRefundFail');
  await refund(payment.id, 10_000);
  await cancelled(payment);
  expect(await statesOf(payment)).toEqual([['pending', 10_000], ['pending', payment.amount - 10_000]]);
  await hours(6 * 24);
  expect(await statesOf(payment)).toEqual([['failed', 10_000], ['failed', payment.amount - 10_000]]);
  expect(await later()).toBe(2);
  expect((await statesOf(payment)).slice(2)).toEqual([['pending', payment.amount]]);
});

it('what a bank disputes is given back when it is won, or left to people where the processor does not refund what was disputed', async () => {
  const payment = await desk.captured('pm_card_createDispute');
  await desk.hear();
  await cancelled(payment);
  expect(await statesOf(payment)).toEqual([]);
  const [dispute] = (await world.payment(payment.id)).disputes;
  await world.get(AnswerBank).execute(world.provider.who, payment.id, dispute?.id ?? '', 'winning_evidence');
  await desk.hear();
  expect((await world.payment(payment.id)).refunds).toMatchObject([{ amount: payment.amount, reason: 'work_cancelled', failure: 'charge_disputed' }]);
  for (let day = 1; day <= CANCELLED_WORK_REFUNDS; day += 1) await later();
  expect(await shownOf(payment)).toMatchObject([{ trouble: 'refund_given_up', amount: payment.amount }]);
});

it('a refund that fails for work that goes on is nobody\'s to try again', async () => {
  const payment = await desk.captured('pm_card_refundFail');
  await refund(payment.id, 10_000);
  await hours(1);
  expect(await later()).toBe(1);
  expect(await statesOf(payment)).toEqual([['failed', 10_000]]);
});
