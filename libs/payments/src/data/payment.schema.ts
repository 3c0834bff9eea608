import { defineSchema, type Stored } from '@plumbline/database';
import { Schema } from 'mongoose';
import type { Payment } from '../domain/payment.js';

/** A payment as it is stored. Shard key, once there are shards: `_id`. */
export interface PaymentDocument extends Stored, Omit<Payment, 'id'> {}

const REQUIRED = { type: String, required: true } as const;
const REQUIRED_NUMBER = { type: Number, required: true } as const;
const FACTS = { type: Schema.Types.Mixed } as const;
const LIST = { type: [Schema.Types.Mixed], required: true } as const;

export const PAYMENT_SCHEMA = defineSchema<PaymentDocument>({
  proposalId: REQUIRED,
  serviceRequestId: REQUIRED,
  clientBusinessId: REQUIRED,
  providerBusinessId: REQUIRED,
  createdBy: REQUIRED,
  createdAt: { type: Date, required: true },
  state: REQUIRED,
  live: Boolean,
  amount: REQUIRED_NUMBER,
  currency: REQUIRED,
  fee: REQUIRED_NUMBER,
  feePolicy: REQUIRED_NUMBER,
  termsVersion: REQUIRED,
  billing: { type: Schema.Types.Mixed, required: true, protect: 'personal' },
  purchaseOrderNumber: String,
  invoiceNumber: String,
  customerId: REQUIRED,
  intentId: String,
  chargeId: String,
  card: FACTS,
  issuer: FACTS,
  nextAction: FACTS,
  declineCode: String,
  authorised: REQUIRED_NUMBER,
  captured: REQUIRED_NUMBER,
  refundReserved: REQUIRED_NUMBER,
  disputed: REQUIRED_NUMBER,
  authorisedAt: Date,
  capturedAt: Date,
  captureBefore: Date,
  owedByProvider: Number,
  refundGivenUpAt: Date,
  bookedAt: Date,
  unsettledSince: Date,
  decisions: LIST,
  operations: LIST,
  refunds: LIST,
  disputes: LIST,
  warnings: LIST,
  transfer: FACTS,
  disputeAnswers: { type: Schema.Types.Mixed, protect: 'personal' },
  ledger: LIST,
});

type Member = Exclude<keyof PaymentDocument, '_id'>;
const KEPT_BY_REPOSITORY: readonly string[] = ['_id', 'outbox', 'unrelayed', 'relayedTo', 'blind'];

/** Every member: what a change is decided on. */
export const WHOLE = Object.keys(PAYMENT_SCHEMA.paths).filter((path) => !KEPT_BY_REPOSITORY.includes(path)) as Member[];
