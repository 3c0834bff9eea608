import { Injectable } from '@nestjs/common';
import { EventHandler, Hopeless, type RelayedEvent } from '@plumbline/jobs';
import { EndCancelledWork } from '../use-cases/end-cancelled-work.js';

/** Of libs/marketplace: an admin's ruling has ended the work, or a client took back a request of which nothing was agreed. */
const CANCELLED = 'service_request.cancelled';
const CAPTURED = 'payment.captured';

/** What was paid for work that is cancelled goes back. */
@Injectable()
export class FollowCancellations extends EventHandler {
  override readonly name = 'payments.end-cancelled-work';
  override readonly types = [CANCELLED, CAPTURED] as const;

  constructor(private readonly end: EndCancelledWork) {
    super();
  }

  override async handle({ type, objectId, data }: RelayedEvent): Promise<void> {
    const { proposalId } = data;
    if (type === CANCELLED && proposalId === null) return;
    if (typeof proposalId !== 'string') throw new Hopeless(`The event ${type} names no proposal.`);
    if (type === CANCELLED) await this.end.whenCancelled(proposalId);
    else await this.end.whenCaptured(objectId, proposalId);
  }
}
