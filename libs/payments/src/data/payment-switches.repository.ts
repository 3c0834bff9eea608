import { Injectable } from '@nestjs/common';
import { Database, type Filter, Repository } from '@plumbline/database';
import { PAYMENT_SWITCHES } from './indexes.js';
import { PAYMENT_SWITCH_SCHEMA, type PaymentSwitchDocument } from './payment-switch.schema.js';

@Injectable()
export class PaymentSwitchesRepository extends Repository<PaymentSwitchDocument, never> {
  constructor(database: Database) {
    super(database, PAYMENT_SWITCHES, PAYMENT_SWITCH_SCHEMA);
  }

  protected override scopeFilter(): Filter<PaymentSwitchDocument> {
    return { _id: '' };
  }
}
