import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { ProjectLedger } from '../use-cases/project-ledger.js';

/** What is booked reaches the journal. */
@Injectable()
export class KeepJournal extends EventHandler {
  override readonly name = 'payments.journal';
  override readonly types = ['payment.booked'] as const;

  constructor(private readonly project: ProjectLedger) {
    super();
  }

  override async handle({ objectId, data }: RelayedEvent): Promise<void> {
    await this.project.execute(objectId, Number(data['from']), Number(data['to']));
  }
}
