import { Injectable } from '@nestjs/common';
import type { Principal } from '@plumbline/common';
import { Ids } from '@plumbline/config';
import { currentEffectId } from '@plumbline/database';
import type { Operation, Payment, Refund } from '../domain/payment.js';
import { type RefundReason, requestRefund } from '../domain/refunds.js';
import { PaymentAccess } from './payment-access.js';
import { PaymentWriter, type Versioned } from './payment-writer.js';
import { RunOperation } from './run-operation.js';

/** What is to be given back. */
export interface RefundWish {
  /** Minor units, 1 or more. */
  readonly amount: number;
  readonly reason: RefundReason;
}

/** A refund, and the payment that it is part of. */
export interface Refunded {
  readonly refund: Refund;
  readonly payment: Payment;
}

/** Gives a payment back, whole or in parts; never more than was captured, whatever else runs at the same moment. */
@Injectable()
export class RefundPayment {
  constructor(
    private readonly access: PaymentAccess,
    private readonly writer: PaymentWriter,
    private readonly run: RunOperation,
    private readonly ids: Ids,
  ) {}

  /**
   * @param principal of the provider, or an admin.
   * @returns the refund as it is now: `pending` when the processor has not decided, or nobody knows.
   * @throws Problem NOT_FOUND, FORBIDDEN, CONFLICT_OF_INTEREST (an admin who belongs to one of the firms), STATE_CONFLICT (not captured),
   * REFUND_TOO_LARGE, REFUND_LIMIT_REACHED, PAYMENTS_OFF.
   */
  async execute(principal: Principal, paymentId: string, { amount, reason }: RefundWish): Promise<Refunded> {
    const known = await this.#read(principal, paymentId);
    // All runs of a request under its Idempotency-Key ask for one refund.
    const id = currentEffectId() ?? this.ids.next();
    const operationId = this.ids.next();
    const planned = await this.writer.change(paymentId, (payment, now) => requestRefund(payment, { id, amount, reason, requestedBy: principal.userId }, operationId, now), known);
    const operation = planned.payment.operations.findLast(({ details }) => details['refund'] === id) as Operation;
    const { payment } = await this.run.execute(planned, operation.id);
    return { refund: payment.refunds.find((refund) => refund.id === id) as Refund, payment };
  }

  #read(principal: Principal, paymentId: string): Promise<Versioned> {
    return principal.roles.includes('admin') ? this.access.readAsAdmin(principal, paymentId) : this.access.read(principal, 'payments.refund', paymentId, 'provider');
  }
}
