import { Injectable } from '@nestjs/common';
import { type Change, happened } from '../../domain/change.js';
import type { Operation, Payment } from '../../domain/payment.js';
import { type Effect, PaymentOperation } from '../payment-operation.js';
import { PaymentProcessor } from '../payment-processor.js';
import { transferEffect } from './create-transfer.js';

/** Takes back from the provider's account what the provider owes since a refund or a lost dispute. */
@Injectable()
export class ReverseTransfer extends PaymentOperation {
  override readonly kind = 'transfer.reverse';

  constructor(private readonly processor: PaymentProcessor) {
    super();
  }

  override async send(_payment: Payment, operation: Operation): Promise<Effect> {
    return transferEffect(await this.processor.reverseTransfer(operation.id, transferOf(operation), Number(operation.details['amount'])));
  }

  override async find(_payment: Payment, operation: Operation): Promise<Effect | undefined> {
    const seen = await this.processor.readTransfer(transferOf(operation));
    return seen.operationIds.includes(operation.id) ? transferEffect(seen) : undefined;
  }

  /** The account holds too little: what is owed stays in the books as a negative balance of the provider, and is asked for again tomorrow. */
  override refused(payment: Payment, { details }: Operation, code: string): Change {
    return { payment, events: [happened(payment, 'reversal_refused', { amount: Number(details['amount']), code })] };
  }
}

/** Of all that were sent, the one that it takes from. */
const transferOf = ({ details }: Operation): string => String(details['transfer']);
