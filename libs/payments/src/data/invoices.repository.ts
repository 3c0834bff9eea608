import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, EVERYTHING, type Filter, type Found, oneOf, Repository } from '@plumbline/database';
import type { Invoice } from '../domain/invoice.js';
import { INVOICES } from './indexes.js';
import { INVOICE_FIELDS, INVOICE_SCHEMA, type InvoiceDocument } from './invoice.schema.js';

@Injectable()
export class InvoicesRepository extends Repository<InvoiceDocument, BusinessScope> {
  constructor(database: Database) {
    super(database, INVOICES, INVOICE_SCHEMA, { events: false });
  }

  protected override scopeFilter({ by: { businessIds } }: BusinessScope): Filter<InvoiceDocument> {
    return { $or: [{ clientBusinessId: oneOf(businessIds) }, { providerBusinessId: oneOf(businessIds) }] };
  }

  async ofPayment(paymentId: string): Promise<Invoice | undefined> {
    const found = await this.findOne(EVERYTHING, { paymentId }, INVOICE_FIELDS);
    return found === undefined ? undefined : invoiceOf(found);
  }

  /** @returns the sequence of a year's last invoice; 0 when there is none. */
  async lastOf(year: number): Promise<number> {
    const [last] = await this.find(EVERYTHING, { year }, ['sequence'], { limit: 1, sort: { year: 1, sequence: -1 } });
    return last?.sequence ?? 0;
  }

  /** @throws Problem ALREADY_EXISTS when the number is taken or the payment has an invoice. */
  async add({ number, ...members }: Invoice): Promise<void> {
    await this.insert(EVERYTHING, { _id: number, ...members });
  }
}

function invoiceOf({ _id, ...members }: Found<InvoiceDocument, (typeof INVOICE_FIELDS)[number]>): Invoice {
  return { number: _id, ...members };
}
