import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AfterSaleDesk } from './after-sale-desk.fixture.js';
import type { Payment } from './domain/payment.js';
import { owedToProvider } from './domain/transfers.js';
import { PaymentsWorld } from './payments-world.fixture.js';
import { CompareBalance } from './use-cases/books/compare-balance.js';
import { RefundPayment } from './use-cases/refund-payment.js';
import { TransferGate } from './use-cases/transfer-gate.js';

const HOUR_MS = 3_600_000;

let world: PaymentsWorld;
let desk: AfterSaleDesk;
beforeAll(async () => {
  world = await PaymentsWorld.open();
  desk = new AfterSaleDesk(world);
}, 60_000);
afterAll(() => world.close());

/** Time goes on, here and at the processor, and what it says meanwhile is heard. */
async function hours(count: number): Promise<void> {
  world.forward(count * HOUR_MS);
  await world.emulator.post('clock', { advance: `${count}h` });
  await desk.hear();
}

async function refunded(card: string, amount: number): Promise<Payment> {
  const { id } = await desk.captured(card);
  await world.get(RefundPayment).execute(world.provider.who, id, { amount, reason: 'quality' });
  await desk.relay();
  return world.payment(id);
}

const kinds = ({ ledger }: Payment) => ledger.map(({ kind }) => kind);

describe('a refund that is pending for days', () => {
  it.each([
    ['succeeds', 'pm_card_pendingRefundForDays', 'succeeded', ['capture', 'processor_fee', 'refund']],
    ['fails', 'pm_card_pendingRefundFail', 'failed', ['capture', 'processor_fee', 'refund', 'refund_failed']],
  ])('and then %s is booked when the money leaves, so that the daily comparison finds nothing', async (_what, card, end, entries) => {
    const before = await refunded(card, 20_000);
    expect(before.refunds).toMatchObject([{ state: 'pending' }]);
    expect(kinds(before)).toEqual(['capture', 'processor_fee', 'refund']);
    await hours(4);
    expect(await world.get(CompareBalance).execute()).toMatchObject({ movements: 3, entries: 3, found: [] });

    await hours(6 * 24);
    const after = await world.payment(before.id);
    expect(after.refunds).toMatchObject([{ state: end }]);
    expect(kinds(after)).toEqual(entries);
    expect(owedToProvider(after)).toBe(after.amount - after.fee - (end === 'failed' ? 0 : after.refunds[0]!.amount - after.refunds[0]!.fee));
    await hours(4);
    expect(await world.get(CompareBalance).execute()).toMatchObject({ movements: entries.length, entries: entries.length, found: [] });
    expect(await world.get(TransferGate).isOpen()).toBe(true);
  });
});
