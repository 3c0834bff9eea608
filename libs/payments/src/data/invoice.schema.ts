import { defineSchema, type Stored } from '@plumbline/database';
import type { Invoice } from '../domain/invoice.js';

/** An invoice as it is stored; its number is its id. Shard key, once there are shards: `_id`, and `invoices_payment` a collection of its own. */
export interface InvoiceDocument extends Stored, Omit<Invoice, 'number'> {}

const REQUIRED = { type: String, required: true } as const;
const REQUIRED_NUMBER = { type: Number, required: true } as const;

export const INVOICE_SCHEMA = defineSchema<InvoiceDocument>({
  year: REQUIRED_NUMBER,
  sequence: REQUIRED_NUMBER,
  paymentId: REQUIRED,
  clientBusinessId: REQUIRED,
  providerBusinessId: REQUIRED,
  clientName: REQUIRED,
  providerName: REQUIRED,
  title: REQUIRED,
  purchaseOrderNumber: String,
  amount: REQUIRED_NUMBER,
  fee: REQUIRED_NUMBER,
  currency: REQUIRED,
  issuedAt: { type: Date, required: true },
});

export const INVOICE_FIELDS = ['year', 'sequence', 'paymentId', 'clientBusinessId', 'providerBusinessId', 'clientName', 'providerName', 'title', 'purchaseOrderNumber', 'amount', 'fee', 'currency', 'issuedAt'] as const satisfies readonly (keyof InvoiceDocument)[];
