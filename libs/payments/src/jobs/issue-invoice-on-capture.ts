import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { IssueInvoice } from '../use-cases/issue-invoice.js';

/** What is captured is invoiced. */
@Injectable()
export class IssueInvoiceOnCapture extends EventHandler {
  override readonly name = 'payments.invoice';
  override readonly types = ['payment.captured'] as const;

  constructor(private readonly issue: IssueInvoice) {
    super();
  }

  override async handle({ objectId }: RelayedEvent): Promise<void> {
    await this.issue.execute(objectId);
  }
}
