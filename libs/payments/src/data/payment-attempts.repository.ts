import { Injectable } from '@nestjs/common';
import { Database, defineSchema, type Everything, type Filter, Repository, type Stored } from '@plumbline/database';
import { Schema } from 'mongoose';
import type { RiskDecisionRecord } from '../domain/risk.js';
import { PAYMENT_ATTEMPTS } from './indexes.js';

/** An attempt that never became a payment: the amount or the currency was not the one that was agreed on. Kept for 90 days. */
export interface PaymentAttemptDocument extends Stored {
  readonly proposalId: string;
  readonly clientBusinessId: string;
  readonly userId: string;
  readonly amount: number;
  readonly currency: string;
  readonly agreedAmount: number;
  readonly agreedCurrency: string;
  readonly decision: RiskDecisionRecord;
  readonly expiresAt: Date;
}

const REQUIRED = { type: String, required: true } as const;
const REQUIRED_NUMBER = { type: Number, required: true } as const;

@Injectable()
export class PaymentAttemptsRepository extends Repository<PaymentAttemptDocument, Everything> {
  constructor(database: Database) {
    super(
      database,
      PAYMENT_ATTEMPTS,
      defineSchema<PaymentAttemptDocument>({
        proposalId: REQUIRED,
        clientBusinessId: REQUIRED,
        userId: REQUIRED,
        amount: REQUIRED_NUMBER,
        currency: REQUIRED,
        agreedAmount: REQUIRED_NUMBER,
        agreedCurrency: REQUIRED,
        decision: { type: Schema.Types.Mixed, required: true },
        expiresAt: { type: Date, required: true },
      }),
    );
  }

  /** Nobody's: they are evidence. */
  protected override scopeFilter(): Filter<PaymentAttemptDocument> {
    return {};
  }
}
