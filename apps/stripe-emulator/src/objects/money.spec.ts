import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type Stripe from 'stripe';
import { type Rig, chargeOf, payment, startRig } from '../emulator.fixture.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const amounts = fc.array(fc.integer({ min: 1, max: 7000 }), { minLength: 1, maxLength: 8 });
const taken = async (work: Promise<{ amount: number }>): Promise<number> => work.then(({ amount }) => amount, () => 0);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

async function all<T>(list: Stripe.ApiListPromise<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of list) found.push(each);
  return found;
}

async function onboarded(): Promise<string> {
  const { id } = await rig.stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } });
  await rig.door('POST', '/accounts/requirements', { account: id, complete: true });
  return id;
}

describe('money', () => {
  it('is never refunded more than was captured, however many ask at once', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 50, max: 10_000 }), amounts, async (captured, wanted) => {
      const held = await rig.stripe.paymentIntents.create(payment('pm_card_visa', { capture_method: 'manual' }));
      await rig.stripe.paymentIntents.capture(held.id, { amount_to_capture: captured });
      const given = sum(await Promise.all(wanted.map((amount) => taken(rig.stripe.refunds.create({ payment_intent: held.id, amount })))));
      const charge = await rig.stripe.charges.retrieve(chargeOf(held).id);
      expect(given).toBeLessThanOrEqual(captured);
      expect(charge.amount_refunded).toBe(10_000 - captured + given);
      expect(wanted.every((amount) => amount > captured - given) || given > 0).toBe(true);
    }), { numRuns: 25 });
  });

  it('is never taken back more than was transferred', async () => {
    const destination = await onboarded();
    await fc.assert(fc.asyncProperty(amounts, async (wanted) => {
      const charge = chargeOf(await rig.stripe.paymentIntents.create(payment('pm_card_visa'))).id;
      const { id } = await rig.stripe.transfers.create({ amount: 9000, currency: 'usd', destination, source_transaction: charge });
      const reversed = sum(await Promise.all(wanted.map((amount) => taken(rig.stripe.transfers.createReversal(id, { amount })))));
      expect(reversed).toBeLessThanOrEqual(9000);
      expect((await rig.stripe.transfers.retrieve(id)).amount_reversed).toBe(reversed);
    }), { numRuns: 25 });
  });

  it('is never transferred from a charge more than it has', async () => {
    const destination = await onboarded();
    await fc.assert(fc.asyncProperty(amounts, async (wanted) => {
      const charge = chargeOf(await rig.stripe.paymentIntents.create(payment('pm_card_visa'))).id;
      expect(sum(await Promise.all(wanted.map((amount) => taken(rig.stripe.transfers.create({ amount, currency: 'usd', destination, source_transaction: charge })))))).toBeLessThanOrEqual(10_000);
    }), { numRuns: 20 });
  });

  it('in the balance is the sum of the balance transactions, whatever happened, and whenever', async () => {
    const destination = await onboarded();
    const card = fc.constantFrom('visa', 'createDispute', 'refundFail', 'bypassPending', 'pendingRefund');
    const days = fc.integer({ min: 0, max: 3 });
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(card, fc.integer({ min: 1, max: 9999 }), days), { minLength: 1, maxLength: 4 }), async (steps) => {
      for (const [name, amount, advance] of steps) {
        const intent = await rig.stripe.paymentIntents.create(payment(`pm_card_${name}`));
        await taken(rig.stripe.refunds.create({ payment_intent: intent.id, amount }));
        await taken(rig.stripe.transfers.create({ amount, currency: 'usd', destination, source_transaction: chargeOf(intent).id }));
        await rig.door('POST', '/clock', { advance: `${advance}d` });
      }
      for (const options of [{}, { stripeAccount: destination }]) {
        const entries = await all(rig.stripe.balanceTransactions.list({ limit: 100 }, options));
        const balance = await rig.stripe.balance.retrieve({}, options);
        for (const status of ['available', 'pending'] as const) expect(balance[status][0]?.amount).toBe(sum(entries.filter((entry) => entry.status === status).map(({ net }) => net)));
        expect(entries.every(({ amount, fee, net }) => net === amount - fee)).toBe(true);
      }
    }), { numRuns: 15 });
  });
});
