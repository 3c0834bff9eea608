import { Injectable } from '@nestjs/common';
import type { BusinessScope } from '@plumbline/businesses';
import { Database, defineScope, type Filter, oneOf, Repository, type Scope } from '@plumbline/database';
import type { Side } from '../domain/sides.js';
import { PAYMENTS } from './indexes.js';
import { PAYMENT_SCHEMA, type PaymentDocument } from './payment.schema.js';

/** What firms pay, or what they earn. */
export type SideScope = Scope<'payment-side', { side: Side; businessIds: readonly string[] }>;
const sideOf = defineScope<'payment-side', { side: Side; businessIds: readonly string[] }>();

/** Within the firms of `scope`, on this side alone. */
export function onSide(side: Side, { by: { businessIds } }: BusinessScope): SideScope {
  return sideOf({ side, businessIds });
}

/** A payment belongs to two firms: who pays, and who earns. */
@Injectable()
export class PaymentsRepository extends Repository<PaymentDocument, BusinessScope | SideScope> {
  constructor(database: Database) {
    super(database, PAYMENTS, PAYMENT_SCHEMA);
  }

  protected override scopeFilter({ by }: BusinessScope | SideScope): Filter<PaymentDocument> {
    const [only] = by.businessIds;
    const ids = only !== undefined && by.businessIds.length === 1 ? only : oneOf(by.businessIds);
    if ('side' in by) return by.side === 'client' ? { clientBusinessId: ids } : { providerBusinessId: ids };
    return { $or: [{ clientBusinessId: ids }, { providerBusinessId: ids }] };
  }
}
