import { Injectable } from '@nestjs/common';
import type { Change } from '../../domain/change.js';
import type { Operation, Payment } from '../../domain/payment.js';
import { observeTransfer, refuseTransfer, type TransferObservation } from '../../domain/transfers.js';
import { type Effect, PaymentOperation } from '../payment-operation.js';
import { PaymentProcessor } from '../payment-processor.js';
import { chargeOf } from './charge-of.js';

/** Sends the provider's share of a charge to the provider's account. */
@Injectable()
export class CreateTransfer extends PaymentOperation {
  override readonly kind = 'transfer.create';
  override readonly stoppedBy = 'transfers';

  constructor(private readonly processor: PaymentProcessor) {
    super();
  }

  override async send(payment: Payment, { id, details }: Operation): Promise<Effect> {
    const source = details['further'] === true ? {} : { chargeId: chargeOf(payment) };
    const request = { paymentId: payment.id, ...source, amount: Number(details['amount']), currency: payment.currency, destination: String(details['destination']) };
    return transferEffect(await this.processor.transfer(id, request));
  }

  override async find({ id: paymentId }: Payment, { id }: Operation): Promise<Effect | undefined> {
    const seen = await this.processor.findTransfer(paymentId, id);
    return seen === undefined ? undefined : transferEffect(seen);
  }

  override refused(payment: Payment, _operation: Operation, _code: string, now: Date): Change {
    return refuseTransfer(payment, now);
  }
}

/** What is true since the processor says this of a transfer. */
export function transferEffect(seen: TransferObservation): Effect {
  return { result: seen.transferId, observed: (payment, now) => observeTransfer(payment, seen, now) };
}
