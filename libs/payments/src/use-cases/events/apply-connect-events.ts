import { Injectable } from '@nestjs/common';
import type { TakenEvent } from '../../data/stripe-events.repository.js';
import { observeTransfer } from '../../domain/transfers.js';
import { LookAtAccount } from '../look-at-account.js';
import { PaymentProcessor } from '../payment-processor.js';
import { EventApplier, UnknownObject } from './event-applier.js';
import { KnownPayments, orUnknown } from './known-payments.js';

/** What happens to the transfers to providers, and to what is taken back of them. */
@Injectable()
export class ApplyTransferEvents extends EventApplier {
  override readonly types = ['transfer.created', 'transfer.updated', 'transfer.reversed'];

  constructor(
    private readonly processor: PaymentProcessor,
    private readonly payments: KnownPayments,
  ) {
    super();
  }

  override async apply({ objectId }: TakenEvent): Promise<void> {
    const { paymentId, operationIds, ...seen } = await orUnknown(this.processor.readTransfer(objectId));
    if (paymentId === undefined) throw new UnknownObject('no_payment');
    const known = await this.payments.byId(paymentId);
    if (known.payment.transfer === undefined) throw new UnknownObject('no_transfer', true);
    await this.payments.observe(known, operationIds, objectId, (payment, now) => observeTransfer(payment, seen, now));
  }
}

/** What becomes of providers' accounts. */
@Injectable()
export class ApplyAccountEvents extends EventApplier {
  override readonly types = ['account.updated', 'capability.updated', 'account.application.deauthorized'];

  constructor(private readonly look: LookAtAccount) {
    super();
  }

  override async apply({ objectType, objectId, belongsTo, account }: TakenEvent): Promise<void> {
    const accountId = objectType === 'account' ? objectId : (belongsTo['account'] ?? account);
    if (accountId === undefined) throw new UnknownObject('no_account');
    if ((await this.look.execute(accountId)) === undefined) throw new UnknownObject('no_account');
  }
}
