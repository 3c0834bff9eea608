import { Injectable } from '@nestjs/common';
import { EventHandler, Hopeless, type RelayedEvent } from '@plumbline/jobs';
import { ScheduleTransfer } from '../use-cases/schedule-transfer.js';

/** Of libs/marketplace: the client, or an admin's ruling, has accepted the work. */
const COMPLETED = 'service_request.completed';
const CAPTURED = 'payment.captured';

/** The hold of a provider's share begins when the work is accepted and paid for. Work in dispute is not completed, so nothing is due for it. */
@Injectable()
export class ScheduleTransfers extends EventHandler {
  override readonly name = 'payments.schedule-transfer';
  override readonly types = [COMPLETED, CAPTURED] as const;

  constructor(private readonly schedule: ScheduleTransfer) {
    super();
  }

  override async handle({ type, objectId, data, at }: RelayedEvent): Promise<void> {
    const { proposalId } = data;
    if (typeof proposalId !== 'string') throw new Hopeless(`The event ${type} names no proposal.`);
    if (type === COMPLETED) await this.schedule.whenAccepted(proposalId, at);
    else await this.schedule.whenCaptured(objectId, proposalId, at);
  }
}
