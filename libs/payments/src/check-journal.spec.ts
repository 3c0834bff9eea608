import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dropAndClose } from '../../../test/fixtures/test-database.js';
import { type AfterSale, openAfterSale } from './after-sale-world.fixture.js';
import { LedgerEntriesRepository } from './data/ledger-entries.repository.js';
import { observeRefund } from './domain/refunds.js';
import { CheckJournal } from './use-cases/books/check-journal.js';

let desk: AfterSale;
beforeAll(async () => {
  desk = await openAfterSale();
});
afterAll(() => dropAndClose(desk.database));

it('what is booked and copied while the two are read is no finding, whenever that is', async () => {
  const { id } = await desk.stored('succeeded');
  const journal = new LedgerEntriesRepository(desk.database);
  let refunds = 0;
  const book = async (): Promise<void> => {
    refunds += 1;
    const { payment } = await desk.writer.change(id, (before, now) => observeRefund(before, { refundId: `re_${refunds}`, amount: 100, status: 'succeeded' }, now));
    for (const entry of payment.ledger) await journal.add(id, entry);
  };
  await book();
  const read = journal.ofPayments.bind(journal);
  journal.ofPayments = async (...asked) => {
    await book();
    const found = await read(...asked);
    await book();
    return found;
  };
  expect(await new CheckJournal(desk.payments, journal).execute([id])).toMatchObject({ payments: 1, entries: 5, findings: [] });
});
