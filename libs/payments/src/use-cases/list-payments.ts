import { Injectable } from '@nestjs/common';
import { Memberships } from '@plumbline/businesses';
import { decodeCursor, encodeCursor, type Page, type Principal, requiredRight } from '@plumbline/common';
import { WHOLE } from '../data/payment.schema.js';
import { onSide, PaymentsRepository } from '../data/payments.repository.js';
import type { Side } from '../domain/sides.js';
import { type PaymentView, viewOf } from './payment-view.js';

/** Which payments to list, and which part of the list. */
export interface PaymentQuery {
  readonly side: Side;
  /** All firms of the caller when left out. */
  readonly businessId?: string | undefined;
  /** 1..100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What the caller's firms pay, or what they earn; newest first. */
@Injectable()
export class ListPayments {
  constructor(
    private readonly memberships: Memberships,
    private readonly payments: PaymentsRepository,
  ) {}

  /** @throws Problem NOT_FOUND (the firm), VALIDATION_FAILED (the cursor) */
  async execute(principal: Principal, { side, businessId, limit, cursor }: PaymentQuery): Promise<Page<PaymentView>> {
    const right = requiredRight('payments.list');
    const id = cursor === undefined ? undefined : (decodeCursor(cursor, ['string'])[0] as string);
    const scope = businessId === undefined ? await this.memberships.scopes(principal, right) : await this.memberships.scope(principal, businessId, right);
    const after = id === undefined ? undefined : { value: id, id };
    const page = await this.payments.page(onSide(side, scope), {}, { sort: { by: '_id', direction: -1 }, limit, after }, WHOLE);
    const items = page.items.map(({ _id, v, ...members }) => viewOf({ payment: { ...members, id: _id }, version: v }, side));
    return { items, nextCursor: page.next === undefined ? null : encodeCursor([page.next.id]) };
  }
}
