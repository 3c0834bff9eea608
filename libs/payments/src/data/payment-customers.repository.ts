import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, defineSchema, type Filter, oneOf, Repository, type Stored } from '@plumbline/database';
import { PAYMENT_CUSTOMERS } from './indexes.js';

/** A firm as the processor's customer: what it saves there, and by whom its intents are found again. Its id is the firm's. */
export interface PaymentCustomerDocument extends Stored {
  /** Under which it is made at the processor, so that two who make it at once make one. */
  readonly operationId: string;
  readonly begunAt: Date;
  readonly customerId?: string;
}

@Injectable()
export class PaymentCustomersRepository extends Repository<PaymentCustomerDocument, BusinessScope> {
  constructor(database: Database) {
    super(database, PAYMENT_CUSTOMERS, defineSchema<PaymentCustomerDocument>({ operationId: { type: String, required: true }, begunAt: { type: Date, required: true }, customerId: String }));
  }

  protected override scopeFilter({ by: { businessIds } }: BusinessScope): Filter<PaymentCustomerDocument> {
    return { _id: oneOf(businessIds) };
  }
}
