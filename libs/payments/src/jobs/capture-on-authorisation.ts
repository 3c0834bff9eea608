import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { CapturePayment } from '../use-cases/capture-payment.js';

/** What is authorised is decided on, and as a rule captured, at once. */
@Injectable()
export class CaptureOnAuthorisation extends EventHandler {
  override readonly name = 'payments.capture';
  override readonly types = ['payment.authorised'] as const;

  constructor(private readonly capture: CapturePayment) {
    super();
  }

  override async handle({ objectId }: RelayedEvent): Promise<void> {
    await this.capture.execute(objectId);
  }
}
