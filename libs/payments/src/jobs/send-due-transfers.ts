import { Injectable } from '@nestjs/common';
import { EventHandler, Job, type JobContext, type JobData, type RelayedEvent } from '@plumbline/jobs';
import { SendTransfers } from '../use-cases/send-transfers.js';

@Injectable()
export class SendDueTransfers extends Job {
  override readonly name = 'payments.send-transfers';
  override readonly everyMs = 10_000;

  constructor(private readonly send: SendTransfers) {
    super();
  }

  override async run(_data: JobData, { signal }: JobContext): Promise<void> {
    await this.send.execute(signal);
  }
}

/** What waited for a provider's account goes when the account is ready. */
@Injectable()
export class HastenTransfers extends EventHandler {
  override readonly name = 'payments.hasten-transfers';
  override readonly types = ['payout_account.ready'] as const;

  constructor(private readonly send: SendTransfers) {
    super();
  }

  override async handle({ objectId }: RelayedEvent): Promise<void> {
    await this.send.hasten(objectId);
  }
}
