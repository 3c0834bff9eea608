import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { intentsOf, pay, payerOf } from './checkout.fixture.js';
import { interceptProcessor, type PaymentsWorld } from './payments-world.fixture.js';
import { MINUTE_MS, UnsettledDesk } from './unsettled-desk.fixture.js';
import { ConfirmPayment } from './use-cases/confirm-payment.js';
import { EndCancelledWork } from './use-cases/end-cancelled-work.js';
import { PaymentProcessor, ProcessorSilence } from './use-cases/payment-processor.js';

let desk: UnsettledDesk;
let world: PaymentsWorld;
beforeAll(async () => {
  desk = await UnsettledDesk.open();
  world = desk.world;
}, 60_000);
afterAll(() => world.close());
beforeEach(() => desk.calm());

describe('a payment whose making was never sent', () => {
  it('is let go by its payer also while payments are off, and frees its proposal', async () => {
    const { id, proposalId } = await desk.unsent();
    await desk.turn('payments', false);
    expect((await desk.cancel(id)).payment).toMatchObject({ state: 'created', operations: [{ kind: 'intent.create', state: 'pending' }, { kind: 'intent.cancel', state: 'pending' }] });
    await desk.settle(MINUTE_MS);
    expect((await world.payment(id)).state).toBe('created');
    await desk.settle();
    const gone = await world.payment(id);
    expect(gone).toMatchObject({ state: 'canceled', operations: [{ state: 'refused', error: 'never_sent' }, { state: 'refused' }] });
    expect(gone).not.toHaveProperty('live');
    expect(gone).not.toHaveProperty('unsettledSince');
    expect(await desk.told(id)).toMatchObject({ type: 'payment.canceled', data: { reason: 'requested' } });
    await desk.turn('payments', true);
    await desk.settle();
    await desk.runAll(id);
    expect(await intentsOf(world, proposalId)).toEqual([]);
    const { payment } = await pay(world, { agreement: world.agree({ proposalId }) });
    expect(payment.state).toBe('authorised');
  });

  it('is not sent behind its cancellation by anybody who has it in hand', async () => {
    const { id, proposalId } = await desk.unsent();
    await desk.cancel(id);
    await desk.confirm(id);
    await desk.runAll(id);
    expect(await intentsOf(world, proposalId)).toEqual([]);
  });

  it('but may have been: it is found, and then its intent is let go', async () => {
    const agreement = world.agree();
    const { payment } = await desk.unheard('createIntent', () => pay(world, { agreement }));
    expect((await desk.cancel(payment.id)).payment.state).toBe('created');
    await desk.settle();
    expect(await intentsOf(world, agreement.proposalId)).toMatchObject([{ status: 'canceled' }]);
    expect(await world.payment(payment.id)).toMatchObject({ state: 'canceled', operations: [{ state: 'succeeded' }, { kind: 'intent.cancel', state: 'succeeded' }] });
    expect(await desk.openOf(payment.id)).toEqual([]);
  });

  it('is let go with its work', async () => {
    const { id, proposalId } = await desk.unsent();
    await world.get(EndCancelledWork).whenCancelled(proposalId);
    await desk.settle();
    expect((await world.payment(id)).state).toBe('canceled');
    expect(await desk.told(id)).toMatchObject({ data: { reason: 'work_cancelled' } });
  });

  it.each([['on', true], ['off', false]] as const)('is not charged hours later, when nobody is there any more; switch %s', async (_name, isOn) => {
    const { id, proposalId } = await desk.unsent({ savedMethodId: await desk.savedMethodId() });
    await desk.turn('payments', isOn);
    await desk.hours(1.5);
    await desk.runAll(id);
    await desk.settle();
    await desk.turn('payments', true);
    await desk.settle();
    expect(await intentsOf(world, proposalId)).toEqual([]);
    expect(await world.payment(id)).toMatchObject({ state: 'canceled', operations: [{ state: 'refused', error: 'never_sent' }] });
    expect(await desk.told(id)).toMatchObject({ type: 'payment.canceled', data: { reason: 'abandoned' } });
  });

  it('nor is another card behind a decline: it is as declined as it was', async () => {
    const { payment } = await pay(world, { card: 'pm_card_visa_chargeDeclined' });
    const end = interceptProcessor(world.get(PaymentProcessor), (method) => {
      if (method === 'confirmIntent') throw new ProcessorSilence(true);
    });
    const again = await world.get(ConfirmPayment).execute(payerOf(world), payment.id, { confirmationToken: await world.token() });
    end();
    expect(again.payment.state).toBe('processing');
    await desk.hours(1.5);
    await desk.settle();
    expect(await world.payment(payment.id)).toMatchObject({ state: 'declined', declineCode: 'card_declined', operations: [{}, { kind: 'intent.confirm', state: 'refused', error: 'never_sent' }] });
  });
});
