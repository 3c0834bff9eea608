import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EmulatorFault } from '../../../test/fixtures/stripe-emulator.js';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import { asRun, dieAt, intentsOf, Killed, orderFor, pay, payerOf } from './checkout.fixture.js';
import type { Payment } from './domain/payment.js';
import { interceptProcessor, type PaymentsWorld } from './payments-world.fixture.js';
import { MINUTE_MS, UnsettledDesk } from './unsettled-desk.fixture.js';
import { CapturePayment } from './use-cases/capture-payment.js';
import { CreatePayment } from './use-cases/create-payment.js';
import { PaymentProcessor, ProcessorRefusal, ProcessorSilence } from './use-cases/payment-processor.js';
import { ReadPaymentState } from './use-cases/payment-state.js';
import { RefundPayment } from './use-cases/refund-payment.js';

let desk: UnsettledDesk;
let sale: AfterSaleDesk;
let world: PaymentsWorld;
beforeAll(async () => {
  desk = await UnsettledDesk.open();
  world = desk.world;
  sale = new AfterSaleDesk(world);
}, 60_000);
afterAll(() => world.close());
beforeEach(() => desk.calm());

const fault = (path: string, action: EmulatorFault['action'], more: Partial<EmulatorFault> = {}) => world.emulator.fault({ method: 'POST', path, action, times: 2, ...more });
const refund = (id: string) => world.get(RefundPayment).execute(world.provider.who, id, { amount: 20_000, reason: 'quality' });
const refundsOf = async ({ chargeId = '' }: Payment) => (await world.emulator.stripe.refunds.list({ charge: chargeId })).data;
const transfersOf = async (paymentId: string) => (await world.emulator.stripe.transfers.list({ transfer_group: paymentId })).data;

describe('behind the life of its key an operation is sent by nobody', () => {
  it('not by the payer who asks how it went: a refund whose answer was lost stays the one', async () => {
    const payment = await sale.captured();
    await desk.unheard('refund', () => refund(payment.id));
    await desk.hours(25);
    await desk.confirm(payment.id);
    await desk.runAll(payment.id);
    expect(await refundsOf(payment)).toHaveLength(1);
    await desk.settle();
    expect(await refundsOf(payment)).toHaveLength(1);
    expect((await world.payment(payment.id)).refunds).toMatchObject([{ state: 'succeeded' }]);
    expect(await desk.openOf(payment.id)).toEqual([]);
  });

  it('not for a saved card, which would be held twice', async () => {
    const savedMethodId = await desk.savedMethodId();
    const { payment } = await desk.unheard('createIntent', () => pay(world, { savedMethodId }));
    expect(payment.state).toBe('created');
    await desk.hours(25);
    await desk.confirm(payment.id);
    expect(await intentsOf(world, payment.proposalId)).toHaveLength(1);
    await desk.settle();
    expect(await intentsOf(world, payment.proposalId)).toMatchObject([{ status: 'requires_capture' }]);
    expect(await world.payment(payment.id)).toMatchObject({ state: 'authorised', operations: [{ state: 'succeeded' }] });
  });

  it('nobody who pays sends what is not theirs to ask: a refund that is open is not sent by the payer', async () => {
    const payment = await sale.captured();
    await fault('/v1/refunds', 'reset');
    await refund(payment.id);
    await desk.confirm(payment.id);
    expect(await refundsOf(payment)).toEqual([]);
    await desk.settle();
    expect(await refundsOf(payment)).toHaveLength(1);
  });

  it('it is looked for; absence is proof once the last call is surely over, and then one successor is sent', async () => {
    const payment = await sale.captured();
    await fault('/v1/refunds', 'reset');
    await refund(payment.id);
    await desk.hours(23);
    await desk.settle(MINUTE_MS);
    expect((await desk.openOf(payment.id)).map(({ takenUp, successorOf }) => [takenUp, successorOf])).toEqual([[1, undefined]]);
    expect(await refundsOf(payment)).toEqual([]);
    await desk.settle(5 * MINUTE_MS);
    expect(await refundsOf(payment)).toHaveLength(1);
    const [, , first, second] = (await world.payment(payment.id)).operations;
    expect([first, second]).toMatchObject([{ state: 'superseded' }, { state: 'succeeded', successorOf: first?.id }]);
  });

  it('and operators see it while it cannot even be looked for', async () => {
    const payment = await sale.captured();
    await fault('/v1/refunds', 'reset');
    await refund(payment.id);
    await desk.hours(24);
    await fault('/v1/refunds', 'error', { method: 'GET', status: 500, times: 1 });
    await desk.settle();
    const shown = async () => (await world.get(ReadPaymentState).execute()).operations.filter(({ paymentId }) => paymentId === payment.id);
    expect(await shown()).toMatchObject([{ kind: 'refund.create', state: 'unknown', takenUp: 1, onlyLookedFor: 'key_expired' }]);
    await desk.settle();
    expect([await shown(), (await refundsOf(payment)).length]).toEqual([[], 1]);
  });
});

describe('while a switch is off', () => {
  it.each([
    ['never arrived: nothing leaves, and it goes once when the switch is on', 0],
    ['arrived: it is found and written down', 1],
  ] as const)('a transfer that %s', async (_what, sentMeanwhile) => {
    await sale.onboarded();
    const { id } = await sale.captured('pm_card_bypassPending', 'completed');
    await sale.relay();
    await desk.pass(MINUTE_MS);
    if (sentMeanwhile === 0) await fault('/v1/transfers', 'reset');
    await (sentMeanwhile === 0 ? sale.send() : desk.unheard('transfer', () => sale.send()));
    expect(await desk.openOf(id)).toMatchObject([{ kind: 'transfer.create', state: 'unknown' }]);
    await desk.turn('transfers', false);
    await desk.settle();
    expect((await transfersOf(id)).length).toBe(sentMeanwhile);
    await desk.runAll(id);
    await desk.hours(24);
    await desk.settle();
    expect((await transfersOf(id)).length).toBe(sentMeanwhile);
    expect((await world.payment(id)).transfer?.state).toBe(sentMeanwhile === 1 ? 'paid' : 'sending');
    expect((await desk.openOf(id)).length).toBe(1 - sentMeanwhile);
    expect((await world.payment(id)).operations.filter(({ kind }) => kind === 'transfer.create')).toHaveLength(1);
    await desk.turn('transfers', true);
    await desk.settle();
    await desk.runAll(id);
    expect(await transfersOf(id)).toHaveLength(1);
    expect((await world.payment(id)).transfer?.state).toBe('paid');
  });

  it('a payment whose process died behind its send is found, and those before it are sent once when it is on', async () => {
    const agreement = world.agree();
    const order = await orderFor(world, agreement);
    const points = ['before readSource', 'after readSource', 'before insert', 'after insert', 'before createIntent', 'after createIntent'];
    const life = dieAt(world, points.length - 1);
    await expect(asRun(randomUUID(), () => world.get(CreatePayment).execute(payerOf(world), order))).rejects.toThrow(Killed);
    life.end();
    expect(life.passed).toEqual(points);
    const never = await desk.unsent();
    await desk.turn('payments', false);
    await desk.settle();
    expect(await world.collection('payments').findOne({ proposalId: agreement.proposalId })).toMatchObject({ state: 'authorised', operations: [{ state: 'succeeded' }] });
    expect(await world.payment(never.id)).toMatchObject({ state: 'created', operations: [{ state: 'pending' }] });
    expect(await intentsOf(world, never.proposalId)).toEqual([]);
    await desk.turn('payments', true);
    await desk.settle();
    await desk.settle();
    expect((await world.payment(never.id)).state).toBe('authorised');
    expect(await intentsOf(world, never.proposalId)).toHaveLength(1);
  });
});

describe('what nobody knows behind a second question', () => {
  it('a decline whose intent cannot be read is no 503 and no lie: it is settled later', async () => {
    await fault('/v1/payment_intents/*', 'error', { method: 'GET', status: 500, times: 1 });
    const { payment } = await pay(world, { card: 'pm_card_visa_chargeDeclined' });
    expect(payment).toMatchObject({ state: 'created', operations: [{ state: 'unknown' }] });
    await desk.settle();
    expect(await world.payment(payment.id)).toMatchObject({ state: 'declined', operations: [{ state: 'succeeded' }] });
  });

  it('a refusal whose reason cannot be read is settled later, together with what is so then', async () => {
    const { payment } = await pay(world);
    await world.emulator.stripe.paymentIntents.cancel(payment.intentId ?? '');
    await fault('/v1/payment_intents/*', 'error', { method: 'GET', status: 500, times: 1 });
    expect((await world.get(CapturePayment).execute(payment.id)).payment).toMatchObject({ state: 'authorised', operations: [{}, { state: 'unknown' }] });
    await desk.settle();
    expect(await world.payment(payment.id)).toMatchObject({ state: 'canceled', operations: [{}, { kind: 'intent.capture', state: 'refused' }] });
  });

  it.each(['before its key expires', 'behind it'])('a refusal about something that the processor does not have is settled, %s', async (when) => {
    const { payment } = await pay(world);
    let isDown = when === 'behind it';
    const end = interceptProcessor(world.get(PaymentProcessor), (method) => {
      if (method !== 'captureIntent' && method !== 'readIntent') return;
      throw isDown ? new ProcessorSilence(true) : new ProcessorRefusal('resource_missing');
    });
    await world.get(CapturePayment).execute(payment.id);
    isDown = false;
    if (when === 'behind it') await desk.hours(24);
    await desk.settle();
    end();
    expect((await world.payment(payment.id)).operations.findLast(({ kind }) => kind === 'intent.capture')).toMatchObject({ state: 'refused', error: 'resource_missing' });
    expect(await desk.openOf(payment.id)).toEqual([]);
  });
});
