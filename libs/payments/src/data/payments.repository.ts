import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, type Filter, oneOf, Repository } from '@plumbline/database';
import { PAYMENTS } from './indexes.js';
import { PAYMENT_SCHEMA, type PaymentDocument } from './payment.schema.js';

/** A payment belongs to two firms: who pays, and who earns. */
@Injectable()
export class PaymentsRepository extends Repository<PaymentDocument, BusinessScope> {
  constructor(database: Database) {
    super(database, PAYMENTS, PAYMENT_SCHEMA);
  }

  protected override scopeFilter({ by: { businessIds } }: BusinessScope): Filter<PaymentDocument> {
    return { $or: [{ clientBusinessId: oneOf(businessIds) }, { providerBusinessId: oneOf(businessIds) }] };
  }
}
