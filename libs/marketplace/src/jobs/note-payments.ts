import { Injectable } from '@nestjs/common';
import { EventHandler, Hopeless, type RelayedEvent } from '@plumbline/jobs';
import type { PaymentEntry } from '../domain/payment-status.js';
import { NotePayment } from '../use-cases/note-payment.js';

const KINDS: Readonly<Record<string, PaymentEntry['kind']>> = { 'payment.captured': 'captured', 'payment.refunded': 'refunded', 'payment.refund_failed': 'returned' };

/** Hears from libs/payments that a request was paid for, the money given back, or sent back by a bank; `data.amount` is what moved by this one event. */
@Injectable()
export class NotePayments extends EventHandler {
  override readonly name = 'marketplace.note-payments';
  override readonly types = Object.keys(KINDS);

  constructor(private readonly note: NotePayment) {
    super();
  }

  override async handle({ id, type, at, data }: RelayedEvent): Promise<void> {
    const { serviceRequestId, amount } = data;
    const kind = KINDS[type];
    // A refund that fails before it succeeded was never noted, and takes nothing back.
    if (kind === 'returned' && data['hadSucceeded'] !== true) return;
    if (kind === undefined || typeof serviceRequestId !== 'string' || typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 1) throw new Hopeless(`The event ${type} has no \`serviceRequestId\` and \`amount\` that can be noted.`);
    await this.note.execute(serviceRequestId, id.replaceAll('.', '_'), { kind, amount, at });
  }
}
