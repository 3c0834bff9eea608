import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { PaymentAccess } from './payment-access.js';
import { type PaymentView, sideIn, viewOf } from './payment-view.js';

/** One payment, for a member of either firm. */
@Injectable()
export class GetPayment {
  constructor(private readonly access: PaymentAccess) {}

  /** @throws Problem NOT_FOUND */
  async execute(principal: Principal, paymentId: string): Promise<PaymentView> {
    const found = await this.access.read(principal, 'payments.get', paymentId);
    return viewOf(found, sideIn(found.scope, found.payment));
  }
}
