import { Injectable } from '@nestjs/common';
import { EventHandler, Job, Jobs, type RelayedEvent } from '@plumbline/jobs';
import { TakeBack } from '../use-cases/take-back.js';

const REFUSED = 'payment.reversal_refused';
const TAKE_BACK_LATER = 'payments.take-back-later';
const DAY_MS = 86_400_000;

/** Whatever may leave a provider in our debt is followed by a reversal; one that was refused, by another a day later. */
@Injectable()
export class TakeBackShares extends EventHandler {
  override readonly name = 'payments.take-back';
  override readonly types = ['payment.refunded', 'payment.dispute_lost', 'payment.transferred', 'payment.transfer_reversed', REFUSED] as const;

  constructor(
    private readonly takeBack: TakeBack,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  override async handle({ id: key, type, objectId: paymentId, at }: RelayedEvent): Promise<void> {
    if (type !== REFUSED) return this.takeBack.execute(paymentId);
    // Each refusal has a next try of its own: under the payment's key one would be lost while the job that was refused is still running.
    await this.jobs.enqueue(TAKE_BACK_LATER, { paymentId }, { key, at: new Date(at.getTime() + DAY_MS) });
  }
}

/** Asks again for what the processor could not take back. */
@Injectable()
export class TakeBackLater extends Job<{ readonly paymentId: string }> {
  override readonly name = TAKE_BACK_LATER;

  constructor(private readonly takeBack: TakeBack) {
    super();
  }

  override async run({ paymentId }: { readonly paymentId: string }): Promise<void> {
    await this.takeBack.execute(paymentId);
  }
}
