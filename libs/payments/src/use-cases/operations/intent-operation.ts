import { Injectable } from '@nestjs/common';
import { observeIntent, type IntentObservation } from '../../domain/observe-intent.js';
import type { Payment } from '../../domain/payment.js';
import { type Effect, type Observed, PaymentOperation } from '../payment-operation.js';
import { PaymentProcessor } from '../payment-processor.js';

/** What is done to an intent that exists: where it stands tells what became of it. */
@Injectable()
export abstract class IntentOperation extends PaymentOperation {
  constructor(protected readonly processor: PaymentProcessor) {
    super();
  }

  /** The statuses that an intent can have only if this took effect. */
  protected abstract readonly proofs: readonly IntentObservation['status'][];

  override async find(payment: Payment): Promise<Effect | undefined> {
    // Nothing was done to what is not made.
    if (payment.intentId === undefined) return undefined;
    const seen = await this.processor.readIntent(intentOf(payment));
    return this.proofs.includes(seen.status) ? effectOf(seen) : undefined;
  }

  /** The processor refuses what an intent's state does not allow, and then its state is news. */
  override async reread(payment: Payment): Promise<Observed> {
    return effectOf(await this.processor.readIntent(intentOf(payment))).observed;
  }
}

/** What is true since the processor says this of an intent. */
export function effectOf(seen: IntentObservation): Effect {
  return { result: seen.intentId, observed: (payment, now) => observeIntent(payment, seen, now) };
}

/** @throws Error for a payment without one: a programmer's mistake. */
export function intentOf({ id, intentId }: Payment): string {
  if (intentId === undefined) throw new Error(`The payment ${id} has no intent.`);
  return intentId;
}
