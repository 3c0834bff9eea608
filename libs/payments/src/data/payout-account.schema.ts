import { defineSchema, type Stored } from '@plumbline/database';
import { Schema } from 'mongoose';
import type { PayoutAccount } from '../domain/payout-account.js';

/** A provider's account; the provider's business is its id. Shard key, once there are shards: `_id`. */
export interface PayoutAccountDocument extends Stored, Omit<PayoutAccount, 'businessId'> {}

const REQUIRED_FLAG = { type: Boolean, required: true } as const;

export const PAYOUT_ACCOUNT_SCHEMA = defineSchema<PayoutAccountDocument>({
  operationId: { type: String, required: true },
  accountId: String,
  transfersActive: REQUIRED_FLAG,
  payoutsEnabled: REQUIRED_FLAG,
  requirements: { type: [Schema.Types.Mixed], required: true },
  disabledReason: String,
  readyAt: Date,
  observedAt: Date,
});

export const PAYOUT_ACCOUNT_FIELDS = ['v', 'operationId', 'accountId', 'transfersActive', 'payoutsEnabled', 'requirements', 'disabledReason', 'readyAt', 'observedAt'] as const satisfies readonly (keyof PayoutAccountDocument)[];
