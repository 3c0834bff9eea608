import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SystemClock, type Clock } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { dropAndClose, testConfig } from '../../../test/fixtures/test-database.js';
import { type AfterSale, openAfterSale } from './after-sale-world.fixture.js';
import { InvoicesRepository } from './data/invoices.repository.js';
import type { Invoice } from './domain/invoice.js';
import { IssueInvoice } from './use-cases/issue-invoice.js';
import { PaymentWriter } from './use-cases/payment-writer.js';

let one: AfterSale;
let other: AfterSale;

beforeAll(async () => {
  const config = testConfig();
  [one, other] = [await openAfterSale(config), await openAfterSale(config)];
}, 60_000);
afterAll(async () => {
  await other.database.close();
  await dropAndClose(one.database);
});

const issuer = ({ database, writer, agreements, businesses }: AfterSale, clock: Clock = new SystemClock()) => new IssueInvoice(new InvoicesRepository(database), writer, agreements, businesses, clock);
const invoices = () => one.database.db.collection<Invoice & { readonly _id: string }>('invoices');

/** A process that ends between the two writes each time. */
class Killed extends PaymentWriter {
  override change(): Promise<never> {
    return Promise.reject(new Error('killed'));
  }
}

it('numbers 200 payments without a gap or a double (lago#5708), asked for at once in two processes, with kills between the two writes', async () => {
  const payments = [];
  for (let made = 0; made < 200; made += 1) payments.push(await one.stored('succeeded'));
  const dying = new IssueInvoice(new InvoicesRepository(other.database), new Killed(other.payments, new SystemClock()), other.agreements, other.businesses, new SystemClock());
  const [first, second] = [issuer(one), issuer(other)];
  await Promise.allSettled(payments.flatMap(({ id }, place) => [first.execute(id), second.execute(id), ...(place % 3 === 0 ? [dying.execute(id)] : [])]));
  for (const { id } of payments) await first.execute(id);

  const year = new Date().getUTCFullYear();
  const issued = await invoices().find({ year }).sort({ sequence: 1 }).toArray();
  expect(issued.map(({ sequence }) => sequence)).toEqual(payments.map((_, place) => place + 1));
  expect(issued[0]?._id).toBe(`PL-${year}-000001`);
  expect(new Set(issued.map(({ paymentId }) => paymentId)).size).toBe(200);
  for (const { _id, paymentId } of issued) expect((await one.writer.read(EVERYTHING, paymentId)).payment.invoiceNumber).toBe(_id);
}, 120_000);

it('an issue that was cut between its writes is completed by the next one, with the same number', async () => {
  const { id } = await one.stored('succeeded');
  const dying = new IssueInvoice(new InvoicesRepository(one.database), new Killed(one.payments, new SystemClock()), one.agreements, one.businesses, new SystemClock());
  await expect(dying.execute(id)).rejects.toThrow('killed');
  const [cut] = await invoices().find({ paymentId: id }).toArray();
  expect((await issuer(one).execute(id))?.number).toBe(cut?._id);
  expect((await one.writer.read(EVERYTHING, id)).payment.invoiceNumber).toBe(cut?._id);
});

it('each year begins with 1, and the invoice says what was so on its day', async () => {
  const { id } = await one.stored('succeeded', { purchaseOrderNumber: 'PO-7' });
  const issuedAt = new Date('2031-01-01T00:00:00Z');
  const invoice = await issuer(one, { now: () => issuedAt }).execute(id);
  expect(invoice).toEqual({ number: 'PL-2031-000001', year: 2031, sequence: 1, paymentId: id, clientBusinessId: 'client', providerBusinessId: 'provider', clientName: 'Firm client', providerName: 'Firm provider', title: 'Safety manual', purchaseOrderNumber: 'PO-7', amount: 50_000, fee: 4_000, currency: 'USD', issuedAt });
});

it('what is not captured is not invoiced', async () => {
  const { id } = await one.stored('requires_capture');
  expect(await issuer(one).execute(id)).toBeUndefined();
  expect(await invoices().countDocuments({ paymentId: id })).toBe(0);
});
