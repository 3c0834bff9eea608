import { Injectable } from '@nestjs/common';
import { EVERYTHING } from '@plumbline/database';
import { StripeEventsRepository } from '../data/stripe-events.repository.js';
import type { Payment } from '../domain/payment.js';
import { type RecordedChange, type TimelineLine, timelineOf } from '../domain/timeline.js';
import { PaymentWriter } from './payment-writer.js';

/** A payment without what is personal. */
type Impersonal = Omit<Payment, 'billing' | 'disputeAnswers'>;

const PERSONAL: readonly string[] = ['billing', 'disputeAnswers'] satisfies readonly (keyof Payment)[];

/** A payment, and all that is known to have happened to it. */
export interface ShownPayment {
  readonly payment: Impersonal;
  readonly lines: readonly TimelineLine[];
}

/** One payment for whoever looks after the service: what we asked, what the processor said, what was booked and decided. No personal value. */
@Injectable()
export class ShowPayment {
  constructor(
    private readonly writer: PaymentWriter,
    private readonly events: StripeEventsRepository,
  ) {}

  /** @param changes what the audit log has of it. @throws Problem NOT_FOUND */
  async execute(paymentId: string, changes: readonly RecordedChange[]): Promise<ShownPayment> {
    const { payment } = await this.writer.read(EVERYTHING, paymentId);
    const events = await this.events.about(payment);
    const shown = Object.fromEntries(Object.entries(payment).filter(([member]) => !PERSONAL.includes(member))) as unknown as Impersonal;
    return { payment: shown, lines: timelineOf(payment, events, changes) };
  }
}
