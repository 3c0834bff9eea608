import { Injectable } from '@nestjs/common';
import { EventHandler, Hopeless, Job, Jobs, type RelayedEvent } from '@plumbline/jobs';
import { EndCancelledWork } from '../use-cases/end-cancelled-work.js';

/** Of libs/marketplace: an admin's ruling has ended the work, or a client took back a request of which nothing was agreed. */
const CANCELLED = 'service_request.cancelled';
const REFUND_FAILED = 'payment.refund_failed';
const REFUND_LATER = 'payments.refund-cancelled-work-later';
const DAY_MS = 86_400_000;

/** What was paid for work that is cancelled goes back: at once, when a bank has decided on the rest, and a day after it failed. */
@Injectable()
export class FollowCancellations extends EventHandler {
  override readonly name = 'payments.end-cancelled-work';
  override readonly types = [CANCELLED, 'payment.captured', 'payment.dispute_won', 'payment.dispute_lost', REFUND_FAILED] as const;

  constructor(
    private readonly end: EndCancelledWork,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  override async handle({ type, objectId, data, at }: RelayedEvent): Promise<void> {
    const { proposalId, refundId } = data;
    if (type === CANCELLED && proposalId === null) return;
    if (typeof proposalId !== 'string') throw new Hopeless(`The event ${type} names no proposal.`);
    if (type === CANCELLED) return this.end.whenCancelled(proposalId);
    if (type !== REFUND_FAILED) return this.end.ifCancelled(objectId, proposalId);
    // Each failure has a next try of its own: under the payment's key one would be lost while the job that failed is still running.
    await this.jobs.enqueue(REFUND_LATER, { paymentId: objectId, proposalId }, { key: `${objectId}:${String(refundId)}`, at: new Date(at.getTime() + DAY_MS) });
  }
}

/** Tries again to give back what was paid for cancelled work. */
@Injectable()
export class RefundCancelledWorkLater extends Job<{ readonly paymentId: string; readonly proposalId: string }> {
  override readonly name = REFUND_LATER;

  constructor(private readonly end: EndCancelledWork) {
    super();
  }

  override async run({ paymentId, proposalId }: { readonly paymentId: string; readonly proposalId: string }): Promise<void> {
    await this.end.ifCancelled(paymentId, proposalId);
  }
}
