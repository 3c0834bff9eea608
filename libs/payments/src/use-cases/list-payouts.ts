import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { decodeCursor, encodeCursor, type Page, type Principal, requiredRight } from '@plumbline/common';
import { onSide, PaymentsRepository } from '../data/payments.repository.js';
import { type Payout, PAYOUT_FIELDS, payoutOf } from '../domain/payouts.js';

export interface PayoutQuery {
  /** All businesses of the caller when left out. */
  readonly businessId?: string | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What a provider has earned, newest first: what has gone, and why the rest waits. */
@Injectable()
export class ListPayouts {
  constructor(
    private readonly memberships: Memberships,
    private readonly payments: PaymentsRepository,
  ) {}

  /** @throws Problem NOT_FOUND, FORBIDDEN (the business), VALIDATION_FAILED (the cursor). */
  async execute(principal: Principal, { businessId, limit, cursor }: PayoutQuery): Promise<Page<Payout>> {
    const right = requiredRight('payouts.list');
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const scope = businessId === undefined ? await this.memberships.scopes(principal, right) : await this.memberships.scope(principal, businessId, right);
    const after = id === undefined ? undefined : { value: id, id };
    const page = await this.payments.page(onSide('provider', scope), { state: 'captured' }, { sort: { by: '_id', direction: -1 }, limit, after }, PAYOUT_FIELDS);
    return { items: page.items.map(({ _id, ...members }) => payoutOf({ ...members, id: _id })), nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
