import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, type Filter, oneOf, Repository } from '@plumbline/database';
import { PAYOUT_ACCOUNTS } from './indexes.js';
import { PAYOUT_ACCOUNT_SCHEMA, type PayoutAccountDocument } from './payout-account.schema.js';

@Injectable()
export class PayoutAccountsRepository extends Repository<PayoutAccountDocument, BusinessScope> {
  constructor(database: Database) {
    super(database, PAYOUT_ACCOUNTS, PAYOUT_ACCOUNT_SCHEMA);
  }

  protected override scopeFilter({ by: { businessIds } }: BusinessScope): Filter<PayoutAccountDocument> {
    return { _id: oneOf(businessIds) };
  }
}
