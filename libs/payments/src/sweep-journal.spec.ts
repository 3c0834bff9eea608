import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SystemClock } from '@plumbline/config';
import { profiled } from '../../../test/fixtures/firms.js';
import { dropAndClose } from '../../../test/fixtures/test-database.js';
import { type AfterSale, openAfterSale } from './after-sale-world.fixture.js';
import { LedgerDifferencesRepository } from './data/ledger-differences.repository.js';
import { LedgerEntriesRepository } from './data/ledger-entries.repository.js';
import { PaymentSweepsRepository } from './data/payment-sweeps.repository.js';
import { PaymentSwitchesRepository } from './data/payment-switches.repository.js';
import { observeRefund } from './domain/refunds.js';
import { CheckJournal } from './use-cases/books/check-journal.js';
import { NoteDifferences } from './use-cases/books/note-differences.js';
import { SweepJournal } from './use-cases/books/sweep-journal.js';
import { PaymentSwitches } from './use-cases/payment-switches.js';
import { PaymentWriter } from './use-cases/payment-writer.js';

const HOUR_MS = 3_600_000;
const NEVER = new AbortController().signal;
const PAYMENTS = 7;

let desk: AfterSale;
let switches: PaymentSwitches;
let sweep: SweepJournal;
let ids: readonly string[];
let aheadMs = 0;
const clock = Object.assign(new SystemClock(), { now: () => new Date(Date.now() + aheadMs) });

const entries = () => desk.database.db.collection<{ readonly _id: string }>('ledger_entries');
/** An hour later. */
const pass = async (slice: number, stop = NEVER) => {
  aheadMs += HOUR_MS;
  return sweep.execute(stop, slice);
};

beforeAll(async () => {
  desk = await openAfterSale();
  const journal = new LedgerEntriesRepository(desk.database);
  const kept = new LedgerDifferencesRepository(desk.database);
  switches = new PaymentSwitches(new PaymentSwitchesRepository(desk.database), clock, desk.database);
  sweep = new SweepJournal(desk.payments, new CheckJournal(desk.payments, journal), kept, new NoteDifferences(kept, switches), new PaymentSweepsRepository(desk.database), clock);
  const made: string[] = [];
  for (let place = 0; place < PAYMENTS; place += 1) made.push((await desk.stored('succeeded')).id);
  ids = made.sort();
}, 60_000);
afterAll(() => dropAndClose(desk.database));

it('what was booked since the last pass is looked at once, beside a slice of all that goes round and round', async () => {
  expect(await pass(3)).toEqual({ payments: PAYMENTS + 3, entries: 2 * (PAYMENTS + 3), mended: 2 * PAYMENTS, opened: 0, resolved: 0 });
  expect(await pass(3)).toMatchObject({ payments: 3, mended: 0 });
  await entries().deleteMany({ _id: { $in: ids.flatMap((id) => [`${id}:1`, `${id}:2`]) } });
  // The 7th, then from the start again.
  expect(await pass(3)).toMatchObject({ payments: 3, mended: 6 });
  expect(await pass(4)).toMatchObject({ payments: 4, mended: 8 });
  expect(await pass(3)).toMatchObject({ payments: 3, mended: 0 });
  const { payment } = await new PaymentWriter(desk.payments, clock).change(ids[0] as string, (before, now) => observeRefund(before, { refundId: 're_new', amount: 100, status: 'succeeded' }, now));
  expect(payment.bookedAt).toEqual(payment.ledger.at(-1)?.at);
  expect(await pass(0)).toMatchObject({ payments: 1, mended: 1 });
  expect(await pass(0)).toMatchObject({ payments: 0 });
});

it('a pass that is cut off goes on where it was', async () => {
  await desk.database.db.collection('payment_sweeps').deleteMany({});
  const stop = new AbortController();
  stop.abort();
  expect(await pass(2, stop.signal)).toMatchObject({ payments: PAYMENTS });
  expect(await pass(2, stop.signal)).toMatchObject({ payments: 0 });
  expect(await desk.database.db.collection('payment_sweeps').findOne({})).toMatchObject({ through: expect.any(Date) });
});

it('an old entry that was changed is found within a round, stays open until it is right, and freezes transfers', async () => {
  const _id = `${ids[3] as string}:1`;
  await entries().updateOne({ _id }, { $set: { kind: 'refund' } });
  const opened: number[] = [];
  for (let round = 0; round < 4; round += 1) opened.push((await pass(2)).opened);
  expect(opened.reduce((sum, one) => sum + one, 0)).toBe(1);
  expect(await switches.isOpen()).toBe(false);
  await entries().updateOne({ _id }, { $set: { kind: 'capture' } });
  expect(await pass(0)).toMatchObject({ payments: 1, resolved: 1 });
});

it('reads by indexes alone', async () => {
  const reads = await profiled(desk.database, () => pass(3), 'payments');
  expect(reads.length).toBeGreaterThan(0);
  expect(reads.filter(({ planSummary }) => planSummary?.includes('COLLSCAN') ?? true)).toEqual([]);
});
