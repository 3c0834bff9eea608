import { Injectable } from '@nestjs/common';
import { Database, defineSchema, type Everything, type Filter, Repository, type Stored } from '@plumbline/database';
import { PAYMENT_QUOTES } from './indexes.js';

/** When somebody first asked what a proposal costs; its id is `userId:proposalId`. Kept for a day. */
export interface PaymentQuoteDocument extends Stored {
  readonly quotedAt: Date;
  readonly expiresAt: Date;
}

@Injectable()
export class PaymentQuotesRepository extends Repository<PaymentQuoteDocument, Everything> {
  constructor(database: Database) {
    super(database, PAYMENT_QUOTES, defineSchema<PaymentQuoteDocument>({ quotedAt: { type: Date, required: true }, expiresAt: { type: Date, required: true } }), { events: false });
  }

  /** Nobody's: only the server looks at them, by id. */
  protected override scopeFilter(): Filter<PaymentQuoteDocument> {
    return {};
  }
}
