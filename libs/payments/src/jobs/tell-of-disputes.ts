import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import type { Dispute, Payment } from '../domain/payment.js';
import { type Addressed, disputeClosedLetters, disputeOpenedLetter, type Names } from '../use-cases/letters.js';
import { PaymentWriter } from '../use-cases/payment-writer.js';

const OPENED = 'payment.dispute_opened';

/** Writes to the provider that a bank asks, and to both firms how it decided. */
@Injectable()
export class TellOfDisputes extends EventHandler {
  override readonly name = 'payments.tell-of-disputes';
  override readonly types = [OPENED, 'payment.dispute_won', 'payment.dispute_lost'] as const;

  constructor(
    private readonly writer: PaymentWriter,
    private readonly businesses: BusinessFacts,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  /** The owners are looked up now. That a dispute was opened is not told any more once it is decided. */
  override async handle({ id, type, objectId, data }: RelayedEvent): Promise<void> {
    const { payment } = await this.writer.read(EVERYTHING, objectId);
    const dispute = payment.disputes.find((one) => one.id === data['disputeId']);
    if (dispute === undefined || (type === OPENED) !== (dispute.state === 'open')) return;
    const [client, provider] = await Promise.all([this.businesses.nameOf(payment.clientBusinessId), this.businesses.nameOf(payment.providerBusinessId)]);
    for (const { businessId, letter } of lettersOf(payment, dispute, { client, provider })) {
      const to = await this.businesses.ownerEmail(businessId);
      if (to !== undefined) await this.mailer.queue({ id: `${id}:${businessId}`, to, ...letter });
    }
  }
}

function lettersOf(payment: Payment, dispute: Dispute, names: Names): readonly Addressed[] {
  if (dispute.state !== 'open') return disputeClosedLetters(payment, dispute, names);
  return [{ businessId: payment.providerBusinessId, letter: disputeOpenedLetter(payment, dispute, names) }];
}
